import { Argument, CommanderError, Option, Command as Parser } from "commander";
import { type Command, flagName, type OptionSpec } from "./command.ts";
import { misuse } from "./errors.ts";
import { type Exit, exitCodes } from "./exit-codes.ts";

/** The words of a command line, told apart. */
export interface Words {
  arguments: Record<string, unknown>;
  /** Flags that were written. */
  flags: Record<string, unknown>;
}

const helpWidth = 100;

/** Tells the words apart; returns null after `--help` was answered on stdout. Throws misuse for what the command does not know. */
export function parse(name: string, command: Command, args: readonly string[]): Words | null {
  const parser = parserOf(name, command);
  try {
    parser.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0)
      throw misuse(error.message.replace(/^error: /, "").replaceAll("\n", " "), `lighty ${name} --help`);
    process.stdout.write(helpText(name, command));
    return null;
  }
  const words = Object.keys(command.arguments ?? {}).map((each, index) => [each, parser.processedArgs[index]] as const);
  return { arguments: Object.fromEntries(words), flags: parser.opts() };
}

/** What `--help` prints. */
export function helpText(name: string, command: Command): string {
  const examples = command.examples.map(([line, does]) => `  $ lighty ${line}\n      ${does}`);
  const codes = exitsOf(command).map(
    (exit) => `  ${String(exitCodes[exit].code).padEnd(4)} ${exitCodes[exit].meaning}`,
  );
  const parts = [
    parserOf(name, command).helpInformation(),
    `Examples:\n${examples.join("\n")}`,
    `Exit codes:\n${codes.join("\n")}`,
  ];
  return `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`;
}

/** Every way the command can end, in the table's order. */
export function exitsOf({ exits = [] }: Command): Exit[] {
  const known: readonly Exit[] = ["ok", "mismatch", "usage", "interrupted", ...exits];
  return (Object.keys(exitCodes) as Exit[]).filter((exit) => known.includes(exit));
}

/** The options that can be written on the command line: all but secrets. */
export function writtenOptions({ options = {} }: Command): [name: string, spec: OptionSpec][] {
  return Object.entries(options).filter(([, { isSecret }]) => !isSecret);
}

/** An option as help shows it: `-r, --rate <factor>`. */
export function optionTerm(name: string, spec: OptionSpec): string {
  const isOff = spec.type === "flag" && spec.default === true;
  const long = `--${isOff ? "no-" : ""}${flagName(name)}`;
  return `${spec.short === undefined ? "" : `-${spec.short}, `}${long}${valueTerm(spec)}`;
}

/** `lighty show [options] <session> [entry]`. */
export function synopsis(name: string, command: Command): string {
  const parser = parserOf(name, command);
  return `${parser.name()} ${parser.usage()}`;
}

function valueTerm(spec: OptionSpec): string {
  if (spec.type === "flag") return "";
  if (spec.type === "choice") return ` <${spec.choices.join("|")}>`;
  if (spec.type === "text" && spec.bare !== undefined) return ` [${spec.placeholder}]`;
  return spec.type === "span" ? " <time>" : ` <${spec.placeholder}>`;
}

function parserOf(name: string, command: Command): Parser {
  const parser = new Parser(`lighty ${name}`)
    .description(`${command.summary}.\n\n${command.description}`)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {}, getOutHelpWidth: () => helpWidth })
    .helpOption("-h, --help", "show this")
    .allowExcessArguments(false);
  for (const [each, { summary, isOptional = false, isRepeated = false, completes }] of Object.entries(
    command.arguments ?? {},
  )) {
    const term = `${flagName(each)}${isRepeated ? "..." : ""}`;
    const argument = new Argument(isOptional ? `[${term}]` : `<${term}>`, summary);
    if (Array.isArray(completes)) argument.choices(completes);
    parser.addArgument(argument);
  }
  for (const [each, spec] of writtenOptions(command)) {
    const shown = new Option(optionTerm(each, spec), helpOf(spec));
    // Repeats are gathered here; what a value must be is judged in settings.ts, the same for every place it may come from.
    if (spec.type === "text" && spec.isRepeated)
      shown.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
    if (spec.type === "text" && spec.bare !== undefined) shown.preset(spec.bare);
    parser.addOption(shown);
    if (spec.type !== "flag") continue;
    // A variable or the project file may have turned it round, so the other way can be written, too.
    const other = spec.default === true ? `--${flagName(each)}` : `--no-${flagName(each)}`;
    parser.addOption(new Option(other).hideHelp());
    parser.setOptionValueWithSource(each, undefined, "default");
  }
  return parser;
}

function helpOf(spec: OptionSpec): string {
  const notes = [
    spec.type !== "flag" && spec.default !== undefined ? `default ${spec.default}` : "",
    spec.env ?? "",
  ].filter((note) => note !== "");
  return `${spec.summary}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}
