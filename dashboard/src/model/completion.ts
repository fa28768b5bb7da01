import { EventType, Note, packets } from "@lighty/protocol";
import { type Field, type FieldName, fieldNames, fields, isField } from "@lighty/protocol/filter";

/** What could stand at the caret of a filter's text. */
export interface Completion {
  /** The piece of the text that a choice takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly choices: readonly Choice[];
}

export interface Choice {
  /** What is written, without what comes after it. */
  readonly text: string;
  /** What it means, for whoever does not know it yet; empty for a value, which says it itself. */
  readonly detail: string;
}

/** A field, its comparison, the values before the last one, and what of that is written already. */
const value = /([a-z]+)(?::|!=|>=|<=|=|>|<)((?:[^\s"(),]+,)*)([^\s"(),]*)$/i;
const word = /[^\s"(),:=<>!]*$/;

const kinds: readonly string[] = [
  ...Object.keys(packets),
  ...EventType.options,
  "note",
  ...Note.options.map(({ shape }) => shape.note.value),
];

/** What the language offers at a caret; `devices` are the ids that the session knows. */
export function completionAt(text: string, caret: number, devices: readonly string[]): Completion {
  const before = text.slice(0, caret);
  const [, name = "", , begun = ""] = value.exec(before) ?? [];
  const field = name.toLowerCase();
  if (isField(field)) return { from: caret - begun.length, to: caret, choices: valuesOf(field, begun, devices) };
  const [start = ""] = word.exec(before) ?? [];
  return { from: caret - start.length, to: caret, choices: start === "" && text !== "" ? [] : beginnings(start) };
}

/** The text with a choice taken, and where the caret stands then. */
export function completed(text: string, { from, to }: Completion, choice: Choice): { text: string; caret: number } {
  // A field goes on with its value; everything else is done, and the next term may begin.
  const isOpen = choice.text.endsWith(":");
  const rest = text.slice(to);
  const gap = isOpen || rest.startsWith(" ") ? "" : " ";
  return { text: text.slice(0, from) + choice.text + gap + rest, caret: from + choice.text.length + gap.length };
}

function beginnings(start: string): Choice[] {
  const terms = fieldNames.map((name) => ({ text: `${name}:`, detail: fields[name].expected }));
  const joints = [
    { text: "not", detail: "what comes next must not be so" },
    { text: "or", detail: "this or that; side by side means both" },
  ];
  return [...terms, ...joints].filter(({ text }) => text.startsWith(start.toLowerCase()) && text !== start);
}

function valuesOf(name: FieldName, begun: string, devices: readonly string[]): Choice[] {
  const field: Field = fields[name];
  const all = name === "device" ? ["phone", "watch", ...devices] : name === "type" ? kinds : (field.choices ?? []);
  return all.filter((each) => each.startsWith(begun) && each !== begun).map((text) => ({ text, detail: "" }));
}
