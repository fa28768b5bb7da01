import { z } from "zod";
import { type Command, type CommandSpec, groups, type NamedCommand, type OptionSpec } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import { exitsOf, optionTerm, synopsis, writtenOptions } from "./parse.ts";

/** The file of a command's page: `devices-revoke.md`. */
export function pageName(name: string): string {
  return `${name.replaceAll(" ", "-")}.md`;
}

/** The pages of docs/commands by file name, and their index. */
export function manual(commands: readonly NamedCommand[]): Map<string, string> {
  return new Map([
    ["README.md", index(commands)],
    ...commands.map((each) => [pageName(each[0]), page(...each)] as const),
  ]);
}

function page(name: string, command: Command): string {
  const { summary, description, examples } = command;
  const parts = [
    `# lighty ${name}`,
    `${summary}.`,
    `    ${synopsis(name, command)}`,
    description,
    ...section("Arguments", argumentsOf(command)),
    ...section("Options", optionsOf(command)),
    ...section("Set by the environment alone", secretsOf(command)),
    `## Examples\n\n${examples.map(([line, does]) => `${capital(does)}:\n\n    lighty ${line}`).join("\n\n")}`,
    ...jsonOf(command),
    ...section(
      "Exit codes",
      table(
        ["code", "meaning"],
        exitsOf(command).map((exit) => [`${exitCodes[exit].code}`, exitCodes[exit].meaning]),
      ),
    ),
  ];
  return `${parts.join("\n\n")}\n\n${origin}\n`;
}

const origin = "Written by `pnpm commands` from what `lighty --help` is written from; do not edit.";

function index(commands: readonly NamedCommand[]): string {
  const lists = groups.flatMap((group) => {
    const rows = commands
      .filter(([, command]) => command.group === group)
      .map(([name, { summary }]) => [`[lighty ${name}](${pageName(name)})`, summary]);
    return section(group, table(["command", "what it does"], rows));
  });
  const codes = Object.values(exitCodes).map(({ code, meaning }) => [`${code}`, meaning]);
  return [
    "# The commands",
    "In the repository they are `pnpm lighty <command>`. Data goes to stdout and everything else to stderr; `-` is stdin or stdout where a file is named. `--json` prints JSON for programs. `NO_COLOR` takes the colours away, `FORCE_COLOR` brings them into a pipe. A setting comes from the flag, else from its `LIGHTY_` variable, else from `lighty.config.json` in this folder or one above, else from its default; `lighty config --explain` shows which.",
    ...lists,
    ...section("Exit codes", table(["code", "meaning"], codes)),
    origin,
  ]
    .join("\n\n")
    .concat("\n");
}

function argumentsOf({ arguments: words = {} }: Command): string {
  return table(
    ["argument", ""],
    Object.entries(words).map(([name, { summary }]) => [`\`${name}\``, capital(summary)]),
  );
}

function optionsOf(command: Command): string {
  const rows = writtenOptions(command).map(([name, spec]) => [
    `\`${optionTerm(name, spec).replaceAll("|", "\\|")}\``,
    capital(spec.summary),
    spec.type === "flag" || spec.default === undefined ? "" : `\`${spec.default}\``,
    code(spec.env),
    code(spec.key),
  ]);
  return table(["option", "", "default", "variable", "project file"], rows);
}

function secretsOf({ options = {} }: CommandSpec): string {
  const secrets = Object.values<OptionSpec>(options).filter(({ isSecret }) => isSecret);
  return table(
    ["variable", ""],
    secrets.map(({ env, summary }) => [code(env), capital(summary)]),
  );
}

function jsonOf({ json }: Command): string[] {
  if (json === undefined) return [];
  const { $schema: _, ...schema } = z.toJSONSchema(json.schema, { unrepresentable: "any", io: "output" });
  const says = json.isLines ? "A JSON value a line, each of this schema:" : "One JSON value of this schema:";
  const text = JSON.stringify(schema, null, 1).replaceAll(/^/gm, "    ");
  return [`## Output with --json\n\n${says}\n\n${text}`];
}

function section(title: string, body: string): string[] {
  return body === "" ? [] : [`## ${title}\n\n${body}`];
}

/** Empty when it has no rows; a column that is empty in all of them is left out. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const kept = heads.map((_, column) => column).filter((column) => rows.some((row) => row[column] !== ""));
  const line = (cells: readonly string[]) => `| ${kept.map((column) => cells[column]).join(" | ")} |`;
  return [line(heads), `|${"---|".repeat(kept.length)}`, ...rows.map(line)].join("\n");
}

function code(text: string | undefined): string {
  return text === undefined ? "" : `\`${text}\``;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
