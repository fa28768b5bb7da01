import type { OptionSpec, Options } from "./command.ts";
import { flagName } from "./command.ts";
import { misuse } from "./errors.ts";
import { spanOf } from "./span.ts";

/** Where a value comes from, strongest first. */
export type Origin =
  | { from: "flag"; name: string }
  | { from: "variable"; name: string }
  | { from: "project file"; name: string }
  | { from: "default"; name: string };

/** What the command line, the environment and the project file hold. */
export interface Sources {
  /** Flags that were written, by option name. */
  flags: Readonly<Record<string, unknown>>;
  env: Readonly<Record<string, string | undefined>>;
  /** Keys of the project file, and its path. */
  project: { path: string; values: Readonly<Record<string, unknown>> } | null;
}

export interface Settled {
  values: Record<string, unknown>;
  origins: Record<string, Origin>;
}

/** Each option's value by precedence: flag, then variable, then project file, then default. A wrong one is named with its place. */
export function settle(options: Options, sources: Sources): Settled {
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const [name, spec] of Object.entries(options)) {
    const { origin, raw } = strongest(name, spec, sources);
    origins[name] = origin;
    values[name] = origin.from === "default" ? defaultOf(spec) : read(spec, raw, origin);
  }
  return { values, origins };
}

function strongest(
  name: string,
  spec: OptionSpec,
  { flags, env, project }: Sources,
): { origin: Origin; raw?: unknown } {
  if (flags[name] !== undefined) return { origin: { from: "flag", name: `--${flagName(name)}` }, raw: flags[name] };
  const variable = spec.env === undefined ? undefined : env[spec.env];
  // An empty variable counts as not set.
  if (spec.env !== undefined && variable) return { origin: { from: "variable", name: spec.env }, raw: variable };
  const kept = spec.key === undefined ? undefined : project?.values[spec.key];
  if (project !== null && kept !== undefined)
    return { origin: { from: "project file", name: `${spec.key} in ${project.path}` }, raw: kept };
  return { origin: { from: "default", name: "default" } };
}

function defaultOf(spec: OptionSpec): unknown {
  if (spec.type === "flag") return spec.default ?? false;
  if (spec.type === "span") return spec.default === undefined ? undefined : spanOf(spec.default);
  if (spec.type === "text" && spec.isRepeated) return [];
  return spec.default;
}

/** A value out of text, or out of JSON, as its kind demands. */
function read(spec: OptionSpec, raw: unknown, { from, name }: Origin): unknown {
  const shown = spec.isSecret ? "not what it should be" : JSON.stringify(raw);
  const wrong = (right: string) => misuse(`${name} is ${shown}; ${right}`);
  switch (spec.type) {
    case "flag": {
      const value = typeof raw === "boolean" ? raw : truths.get(String(raw).toLowerCase());
      if (value === undefined) throw wrong(`it is ${[...truths.keys()].join(", ")}`);
      return from === "variable" && name.startsWith("LIGHTY_NO_") ? !value : value;
    }
    case "number": {
      const value = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : raw;
      if (
        typeof value === "number" &&
        value >= spec.min &&
        value <= spec.max &&
        (!spec.isWhole || Number.isInteger(value))
      )
        return value;
      throw wrong(`a ${spec.placeholder} is a ${spec.isWhole ? "whole " : ""}number from ${spec.min} to ${spec.max}`);
    }
    case "choice":
      if (spec.choices.includes(raw as string)) return raw;
      throw wrong(`it is one of ${spec.choices.join(", ")}`);
    case "span": {
      const value = spanOf(String(raw));
      if (value === null) throw wrong("a time is a number with ms, s, m or h, like 90s");
      return value;
    }
    case "text": {
      const texts = Array.isArray(raw) ? raw : [raw];
      for (const text of texts) {
        if (typeof text !== "string") throw wrong("it is a text");
        const right = spec.check?.(text) ?? null;
        if (right !== null) throw wrong(right);
      }
      return spec.isRepeated ? texts : texts[0];
    }
  }
}

const truths = new Map([
  ...["1", "true", "yes", "on"].map((word) => [word, true] as const),
  ...["0", "false", "no", "off"].map((word) => [word, false] as const),
]);
