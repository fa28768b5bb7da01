import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The file that `pnpm lighty` and the package's bin run. */
export const lightyFile = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command line to its end, as a shell would, with nothing of this process's environment but the path. */
export async function lighty(
  args: readonly string[],
  { env = {}, cwd, stdin = "" }: { env?: Record<string, string>; cwd?: string; stdin?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [lightyFile, ...args], {
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
