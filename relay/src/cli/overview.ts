import { groups } from "./command.ts";
import { allCommands } from "./commands.ts";

/** What `lighty` alone and `lighty --help` print: every command with its line. */
export async function overview(): Promise<string> {
  const commands = await allCommands();
  const width = Math.max(...commands.map(([name]) => name.length));
  const lists = groups.flatMap((group) => {
    const lines = commands
      .filter(([, command]) => command.group === group)
      .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
    return lines.length === 0 ? [] : [`${group}:\n${lines.join("\n")}`];
  });
  return `Usage: lighty <command> [options]

Records, shows and replays what a phone and a watch say to each other.

${lists.join("\n\n")}

  lighty <command> --help   its options, with examples
  lighty --version          the version

Data goes to stdout, everything else to stderr. --json prints JSON for programs; NO_COLOR takes the colours away. A setting
comes from the flag, else from its LIGHTY_ variable, else from lighty.config.json (here or above), else from its default;
lighty config --explain shows which.
`;
}
