import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Spawned } from "./process.ts";

/** The file that `pnpm lighty` and the package's bin run. */
export const lightyFile = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  stdin?: string;
}

/** Runs a command line to its end, as a shell would, with nothing of this process's environment but the path. */
export async function lighty(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(process.execPath, [lightyFile, ...args], options);
}

/** Runs a line in bash, with nobody's start files. */
export async function bash(line: string, env: Record<string, string>): Promise<Ran> {
  return run("bash", ["--norc", "-c", line], { env });
}

/** Starts a command line that stays until it is told to stop. */
export function spawnLighty(args: readonly string[]): Spawned {
  return new Spawned("src/cli/main.ts", args, {});
}

async function run(file: string, args: readonly string[], { env = {}, cwd, stdin = "" }: RunOptions): Promise<Ran> {
  const child: ChildProcessWithoutNullStreams = spawn(file, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: "pipe",
    ...(cwd === undefined ? {} : { cwd }),
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}
