import type { Command, NamedCommand } from "./command.ts";

type Load = () => Promise<{ spec: Command }>;

/** Every command by its name, loaded when it is asked for: `lighty tail` waits for no other. A name may be two words. */
const loads = {
  relay: () => import("./commands/relay.ts"),
  demo: () => import("./commands/demo.ts"),
  tail: () => import("./commands/tail.ts"),
  sessions: () => import("./commands/sessions.ts"),
  show: () => import("./commands/show.ts"),
  replay: () => import("./commands/replay.ts"),
  verify: () => import("./commands/verify.ts"),
  bisect: () => import("./commands/bisect.ts"),
  "new-test": () => import("./commands/new-test.ts"),
  purge: () => import("./commands/purge.ts"),
  record: () => import("./commands/record.ts"),
  devices: () => import("./commands/devices.ts"),
  "devices revoke": () => import("./commands/devices-revoke.ts"),
  pair: () => import("./commands/pair.ts"),
  doctor: () => import("./commands/doctor.ts"),
  completion: () => import("./commands/completion.ts"),
  "completion offer": () => import("./commands/completion-offer.ts"),
  export: () => import("./commands/export.ts"),
  import: () => import("./commands/import.ts"),
  info: () => import("./commands/info.ts"),
  merge: () => import("./commands/merge.ts"),
  diff: () => import("./commands/diff.ts"),
  redact: () => import("./commands/redact.ts"),
  config: () => import("./commands/config.ts"),
} as const satisfies Record<string, Load>;

export type CommandName = keyof typeof loads;
export const commandNames = Object.keys(loads) as CommandName[];

export async function loadCommand(name: CommandName): Promise<Command> {
  return (await loads[name]()).spec;
}

/** All of them, in the order they are listed in. */
export async function allCommands(): Promise<NamedCommand[]> {
  return Promise.all(commandNames.map(async (name) => [name, await loadCommand(name)] as const));
}

/** The command that a command line names, and what it says to it. */
export function named(words: readonly string[]): { name: CommandName; rest: readonly string[] } | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    if (words.length >= length && Object.hasOwn(loads, name))
      return { name: name as CommandName, rest: words.slice(length) };
  }
  return null;
}
