import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Milliseconds from the start of a process to the line that says it listens. */
export async function startMs(file: string, folder: string, ...args: string[]): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    env: { PATH: process.env.PATH, LIGHTY_DATA: folder, LIGHTY_PORT: "0", LIGHTY_NO_OPEN: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  while (!said.includes("#token=")) said += String((await once(child.stdout, "data"))[0]);
  const took = performance.now() - begun;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
  return took;
}
