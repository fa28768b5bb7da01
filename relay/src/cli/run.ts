import { readFileSync } from "node:fs";
import type { Command } from "./command.ts";
import { allCommands, commandNames, loadCommand, named } from "./commands.ts";
import { CommandError, misuse } from "./errors.ts";
import { type Exit, exitCodes } from "./exit-codes.ts";
import { overview } from "./overview.ts";
import { parse } from "./parse.ts";
import { findProjectFile } from "./project-file.ts";
import { type Settled, settle } from "./settings.ts";
import { nearestName } from "./spelling.ts";
import { Terminal } from "./terminal.ts";

/** A command that was told to stop may take so long to stop in order. */
const graceMs = 3_000;

/** Carries out a command line, without `lighty`; resolves with the exit code. Never rejects. */
export async function run(args: readonly string[]): Promise<number> {
  // Whoever reads our output may have read enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  process.stderr.on("error", () => {});
  // A refusal is as the reader asked for, even when the command line could not be understood.
  const isJson = args.includes("--json") && !args.slice(0, args.indexOf("--json")).includes("--");
  const code = await carryOut(args).then(
    (exit) => exitCodes[exit].code,
    (error: unknown) => refuse(error, args, isJson),
  );
  await Promise.all([process.stdout, process.stderr].map(drained));
  return code;
}

/** Whoever ends the process now loses nothing that was written. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

async function carryOut(args: readonly string[]): Promise<Exit> {
  const [first] = args;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    const asked = first === undefined ? null : named(args.slice(1));
    if (asked !== null) return carryOut([...asked.name.split(" "), "--help"]);
    process.stdout.write(await overview());
    return first === undefined ? "usage" : "ok";
  }
  if (first === "--version" || first === "-V") {
    process.stdout.write(`${version()}\n`);
    return "ok";
  }
  const found = named(args);
  if (found === null) throw unknownCommand(first);
  const command = await loadCommand(found.name);
  const words = parse(found.name, command, found.rest);
  if (words === null) return "ok";
  const settled = await settleAll(command, words.flags);
  return start(command, words.arguments, settled);
}

async function settleAll({ options = {} }: Command, flags: Record<string, unknown>): Promise<Settled> {
  const project = await findProjectFile(process.cwd(), allCommands);
  return settle(options, { flags, env: process.env, project });
}

/** Runs it until it ends, or until it was told to stop and has had time to. */
async function start(command: Command, words: Record<string, unknown>, { values, origins }: Settled): Promise<Exit> {
  const controller = new AbortController();
  const terminal = new Terminal(values.json === true, controller.signal);
  const input = { arguments: words, options: values, origins, terminal, commands: allCommands } as Parameters<
    Command["run"]
  >[0];
  if (command.ownsSignals) return command.run(input);

  const stopped = new Promise<Exit>((resolve) => {
    const stop = () => {
      if (controller.signal.aborted) return resolve("interrupted");
      controller.abort();
      setTimeout(() => resolve("interrupted"), graceMs).unref();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
  const ran = command.run(input).catch((error): Exit => {
    // What fails because it was told to stop has not failed.
    if (controller.signal.aborted && !(error instanceof CommandError)) return "interrupted";
    throw error;
  });
  return Promise.race([ran, stopped]);
}

function unknownCommand(word: string): CommandError {
  const near = nearestName(word, commandNames);
  const what = word.startsWith("-") ? `${word} comes after a command` : `there is no command ${JSON.stringify(word)}`;
  return misuse(near === null ? what : `${what}; did you mean ${near}?`, "lighty --help lists the commands");
}

/** Says on stderr what, why and what next; a fault of our own with all that is known of it. */
function refuse(error: unknown, args: readonly string[], isJson: boolean): number {
  if (!(error instanceof CommandError)) {
    process.stderr.write(
      `lighty ${named(args)?.name ?? ""} met a fault of its own:\n${(error as Error)?.stack ?? error}\n`,
    );
    return exitCodes.mismatch.code;
  }
  const { exit, message, why, next } = error;
  const { code } = exitCodes[exit];
  if (isJson) process.stderr.write(`${JSON.stringify({ error: { exit, code, sentence: message, why, next } })}\n`);
  else process.stderr.write(refusalText(error));
  return code;
}

/** What went wrong, why, and the next step, a line each. */
function refusalText({ message, why, next }: CommandError): string {
  const terminal = new Terminal(false, new AbortController().signal);
  const lines = [
    `${terminal.paintSaid("red", "error:")} ${message}`,
    ...(why === undefined ? [] : [`  why:  ${why}`]),
    ...(next === undefined ? [] : [`  next: ${next}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function version(): string {
  const manifest = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
