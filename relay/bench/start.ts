import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The least a server with a database can be. */
export const empty = [fileURLToPath(new URL("./empty.ts", import.meta.url))];

/** How `npm start` starts a relay, bundled anew where that is due; without a demo and the phone's app, which follow once it listens. */
export function relay(): string[] {
  const script = fileURLToPath(new URL("../../scripts/build-relay.mjs", import.meta.url));
  const file = execFileSync(process.execPath, [script], { encoding: "utf8" }).trim();
  return ["--enable-source-maps", file, "--no-demo", "--no-phone"];
}

/** Milliseconds from the start of a process to the line that says it listens. */
export async function startMs(command: readonly string[], folder: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, command, {
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
