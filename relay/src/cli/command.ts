import type { z } from "zod";
import type { Exit } from "./exit-codes.ts";
import type { Origin } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** Where a command stands in the list. */
export const groups = ["Relay", "Look", "Captures", "Replay", "Devices", "Set-up"] as const;

/** What completion offers for a word. */
export type Completes = "file" | "session" | "device" | readonly string[];

/** A word of the command line that is not an option. */
export interface ArgumentSpec {
  summary: string;
  isOptional?: boolean;
  /** One or more of them; the last argument only. */
  isRepeated?: boolean;
  completes?: Completes;
}

interface AnyOption {
  /** One line, beginning in lower case. */
  summary: string;
  /** One letter, without its dash. */
  short?: string;
  /** The variable that sets it, where no flag does. `LIGHTY_NO_X` turns a flag off. */
  env?: `LIGHTY_${string}`;
  /** Its key in the project file. A secret has none. */
  key?: string;
  /** Not shown, and set by the environment alone: a command line can be read by every user of a machine. */
  isSecret?: boolean;
}

/** On or off. One that is on unless told otherwise is written `--no-...`. */
export interface FlagOption extends AnyOption {
  type: "flag";
  default?: boolean;
}

export interface TextOption extends AnyOption {
  type: "text";
  /** What stands in the place of its value in help. */
  placeholder: string;
  default?: string;
  isRepeated?: boolean;
  /** What the flag alone stands for; its value is then optional. */
  bare?: string;
  completes?: Completes;
  /** What was wrong with the value, as a clause that says what is right; null when it is right. */
  check?(text: string): string | null;
}

export interface ChoiceOption extends AnyOption {
  type: "choice";
  choices: readonly string[];
  default?: string;
}

export interface NumberOption extends AnyOption {
  type: "number";
  placeholder: string;
  min: number;
  max: number;
  isWhole?: boolean;
  default?: number;
}

/** A stretch of time, like 90s, 10m or 2h; the command gets milliseconds. */
export interface SpanOption extends AnyOption {
  type: "span";
  default?: string;
}

export type OptionSpec = FlagOption | TextOption | ChoiceOption | NumberOption | SpanOption;
export type Arguments = Readonly<Record<string, ArgumentSpec>>;
export type Options = Readonly<Record<string, OptionSpec>>;

type Given<S extends { default?: unknown }, Value> = undefined extends S["default"] ? Value | undefined : Value;
type OptionValue<S extends OptionSpec> = S extends FlagOption
  ? boolean
  : S extends { isRepeated: true }
    ? readonly string[]
    : S extends { type: "choice"; choices: readonly (infer Choice)[] }
      ? Given<S, Choice>
      : Given<S, S extends NumberOption | SpanOption ? number : string>;
type ArgumentValue<S extends ArgumentSpec> = S extends { isRepeated: true }
  ? readonly string[]
  : S extends { isOptional: true }
    ? string | undefined
    : string;

/** What a command is started with. */
export interface Input<A extends Arguments = Arguments, O extends Options = Options> {
  arguments: { readonly [Name in keyof A]: ArgumentValue<A[Name]> };
  options: { readonly [Name in keyof O]: OptionValue<O[Name]> };
  /** Where each option's value comes from. */
  origins: Readonly<Record<string, Origin>>;
  terminal: Terminal;
  /** Every command there is, this one too. */
  commands(): Promise<NamedCommand[]>;
}

/**
 * A command, told once: help, the page in docs/commands, completion and `lighty config` all come from this. Names are camelCase here and
 * kebab-case on the command line.
 */
export interface CommandSpec<A extends Arguments = Arguments, O extends Options = Options> {
  group: (typeof groups)[number];
  /** One line, without a full stop. */
  summary: string;
  /** Paragraphs for whoever asks more. */
  description: string;
  arguments?: A;
  options?: O;
  /** A command line without `lighty`, and what it does. */
  examples: readonly (readonly [line: string, does: string])[];
  /** Beside ok, usage and interrupted, which every command knows. */
  exits?: readonly Exit[];
  /** What `--json` prints: one value, or one a line. Without a schema there is no `--json`. */
  json?: { schema: z.ZodType; isLines?: boolean };
  /** It minds Ctrl-C and SIGTERM itself. */
  ownsSignals?: boolean;
  /** Returns how it ended; a command that was interrupted and could end in order may say ok. Throws a CommandError. */
  run(input: Input<A, O>): Promise<Exit>;
}

/** A command of any options, as the frame sees it. */
export type Command = CommandSpec<Arguments, Options>;

const jsonOption = { type: "flag", summary: "print JSON for programs; refusals on stderr are JSON, too" } as const;

export type NamedCommand = readonly [name: string, command: Command];

/** Gives a command's `run` the types of its own options, and `--json` where it has a schema. */
export function command<
  const A extends Arguments = Record<never, never>,
  const O extends Options = Record<never, never>,
>(spec: CommandSpec<A, O>): Command {
  const plain = spec as unknown as Command;
  return spec.json === undefined ? plain : { ...plain, options: { ...spec.options, json: jsonOption } };
}

/** `demoRate` as it is written on the command line: `demo-rate`. */
export function flagName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
