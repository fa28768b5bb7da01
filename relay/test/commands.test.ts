import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allCommands, commandNames } from "../src/cli/commands.ts";
import { exitCodes } from "../src/cli/exit-codes.ts";
import { pageName } from "../src/cli/manual.ts";
import { helpText } from "../src/cli/parse.ts";
import { lighty } from "./lighty.ts";
import { commandFiles, commandPages } from "./write-commands.ts";

test("the committed pages are what the commands give, every command has one, and there is no other; if not, run `pnpm commands`", async () => {
  const files = await commandFiles();
  expect([...files.keys()].sort()).toEqual(["README.md", ...commandNames.map(pageName)].sort());
  expect(readdirSync(commandPages).sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) expect(readFileSync(new URL(name, commandPages), "utf8"), name).toBe(text);
});

test("a command's file wears its name, and every file of the folder is a command", () => {
  const files = readdirSync(new URL("../src/cli/commands/", import.meta.url)).filter(
    (name) => !name.endsWith(".test.ts"),
  );
  expect(files.sort()).toEqual(commandNames.map((name) => `${name.replaceAll(" ", "-")}.ts`).sort());
});

test("every command's --help is what its page is made from: each option, each example, each exit code", async () => {
  for (const [name, command] of await allCommands()) {
    const help = helpText(name, command);
    for (const [line] of command.examples) expect(help, name).toContain(`$ lighty ${line}`);
    expect(command.examples.length, name).toBeGreaterThan(0);
    for (const exit of command.exits ?? []) expect(help, name).toMatch(new RegExp(`^  ${exitCodes[exit].code} `, "m"));
  }
});

test("help is data, on stdout, with code 0", async () => {
  const overview = await lighty(["--help"]);
  expect(overview).toMatchObject({ code: 0, stderr: "" });
  for (const name of commandNames) expect(overview.stdout).toContain(`  ${name} `);
  const help = await lighty(["config", "--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("Usage: lighty config [options]");
  expect((await lighty(["help", "config"])).stdout).toBe(help.stdout);
});

test("what cannot be understood ends with code 2, a sentence and the next step on stderr, and nothing on stdout", async () => {
  const wrong: [line: string[], sentence: RegExp][] = [
    [["conifg"], /there is no command "conifg"; did you mean config\?\n {2}next: lighty --help/],
    [["--json"], /--json comes after a command/],
    [
      ["config", "--explian"],
      /unknown option '--explian' \(Did you mean --explain\?\)\n {2}next: lighty config --help/,
    ],
    [["config", "stray"], /too many arguments/],
  ];
  for (const [line, sentence] of wrong) {
    const { code, stdout, stderr } = await lighty(line);
    expect([line, code, stdout]).toEqual([line, 2, ""]);
    expect(stderr).toMatch(sentence);
  }
  const { code, stdout, stderr } = await lighty(["config", "--json", "--wrong"]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(JSON.parse(stderr).error).toMatchObject({ exit: "usage", code: 2, sentence: "unknown option '--wrong'" });
});
