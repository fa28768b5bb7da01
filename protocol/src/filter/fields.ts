import { Direction } from "../frame.ts";
import { Transport } from "../ids.ts";
import { verdictWords } from "../verdict.ts";

/** What a field's value is: a word out of a list, any word, a number, bytes, an instant, or words of the payload. */
export type Kind = "choice" | "word" | "number" | "bytes" | "instant" | "text";

export interface Field {
  readonly kind: Kind;
  readonly choices?: readonly string[];
  /** What a reader is told is expected. */
  readonly expected: string;
}

const oneOf = (what: string, choices: readonly string[]): Field => ({
  kind: "choice",
  choices,
  expected: `${what} (${choices.join(", ")})`,
});

/** Everything a filter may ask of an entry. [FLT-2] */
export const fields = {
  device: { kind: "word", expected: "a deviceId, phone or watch" },
  type: { kind: "word", expected: "a kind of packet, event or note" },
  transport: oneOf("a transport", Transport.options),
  direction: oneOf("a direction", Direction.options),
  verdict: oneOf("a verdict", verdictWords),
  revision: { kind: "number", expected: "a whole number" },
  seq: { kind: "number", expected: "a whole number" },
  entry: { kind: "number", expected: "a whole number" },
  size: { kind: "bytes", expected: "a number of bytes, like 500 or 48kb" },
  time: { kind: "instant", expected: "a time, like 2026-11-22T16:50 (UTC) or milliseconds since 1970" },
  text: { kind: "text", expected: 'words of the payload, like bench or "bench press"' },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
export const fieldNames = Object.keys(fields) as FieldName[];

export function isField(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}
