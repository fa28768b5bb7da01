import type { Command, Completes, NamedCommand, OptionSpec } from "./command.ts";
import { flagName } from "./command.ts";
import { writtenOptions } from "./parse.ts";

/** Something a shell may put where the cursor is. */
export interface Offer {
  value: string;
  summary: string;
}

/** What may stand at the cursor: words, or what only the shell or the relay knows. */
export type Offers = readonly Offer[] | "file" | "session" | "device";

/** The offers for a command line as far as the cursor; its last word is the one being typed, perhaps empty. */
export function offersFor(words: readonly string[], commands: readonly NamedCommand[]): Offers {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const found = commands
    .filter(([name]) => before.slice(0, name.split(" ").length).join(" ") === name)
    .sort(([a], [b]) => b.length - a.length)[0];
  const own = namesBehind(before, commands);
  if (found === undefined) return matching(own, typed);
  const [name, command] = found;
  const rest = before.slice(name.split(" ").length);

  const options = new Map(writtenOptions(command).flatMap(([each, spec]) => spellings(each, spec)));
  const last = options.get(rest.at(-1) ?? "");
  if (last !== undefined && last.type !== "flag" && !(last.type === "text" && last.bare !== undefined))
    return known(valuesOf(last), typed);
  if (typed.startsWith("-")) return matching(optionOffers(command), typed);
  const argument = known(argumentValues(command, rest, options), typed);
  return typeof argument === "string" ? argument : matching([...own, ...argument], typed);
}

/** Command names that go on from the words that stand there. */
function namesBehind(before: readonly string[], commands: readonly NamedCommand[]): Offer[] {
  const found = new Map<string, string>();
  for (const [name, { summary }] of commands) {
    const parts = name.split(" ");
    const next = parts[before.length];
    if (next === undefined || parts.slice(0, before.length).join(" ") !== before.join(" ")) continue;
    if (!found.has(next) || parts.length === before.length + 1) found.set(next, summary);
  }
  return [...found].map(([value, summary]) => ({ value, summary }));
}

function spellings(name: string, spec: OptionSpec): [string, OptionSpec][] {
  const flag = flagName(name);
  const all = [
    `--${flag}`,
    ...(spec.type === "flag" ? [`--no-${flag}`] : []),
    ...(spec.short === undefined ? [] : [`-${spec.short}`]),
  ];
  return all.map((each) => [each, spec]);
}

function optionOffers(command: Command): Offer[] {
  const own = writtenOptions(command).map(([name, spec]) => {
    const isOff = spec.type === "flag" && spec.default === true;
    return { value: `--${isOff ? "no-" : ""}${flagName(name)}`, summary: spec.summary };
  });
  return [...own, { value: "--help", summary: "show this" }];
}

/** What the next word that is no option may be. */
function argumentValues(
  { arguments: specs = {} }: Command,
  rest: readonly string[],
  options: ReadonlyMap<string, OptionSpec>,
): Completes | undefined {
  let given = 0;
  for (let i = 0; i < rest.length; i++) {
    const option = options.get(rest[i] as string);
    if (option === undefined) given += rest[i]?.startsWith("-") ? 0 : 1;
    else if (option.type !== "flag") i += 1;
  }
  const all = Object.values(specs);
  const last = all.at(-1);
  return (all[given] ?? (last?.isRepeated ? last : undefined))?.completes;
}

function valuesOf(spec: OptionSpec): Completes | undefined {
  if (spec.type === "choice") return spec.choices;
  return spec.type === "text" ? spec.completes : undefined;
}

function known(completes: Completes | undefined, typed: string): Offers {
  if (completes === undefined) return [];
  if (typeof completes === "string") return completes;
  return matching(
    completes.map((value) => ({ value, summary: "" })),
    typed,
  );
}

function matching(offers: readonly Offer[], typed: string): Offer[] {
  return offers.filter(({ value }) => value.startsWith(typed));
}
