import { execFileSync } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { SessionSummary } from "@lighty/protocol";
import { patienceMs } from "@lighty/protocol/testing";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder, token } from "./open-relay.ts";
import { portOf, Spawned } from "./process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = temporaryFolder();
let relay: Spawned | undefined;
afterEach(async () => {
  await relay?.end();
  folder.remove();
});

/** What `npm start` runs, from the relay's folder. */
function built(): string {
  const script = [`${root}/scripts/build-relay.mjs`];
  return relative(`${root}/relay`, execFileSync(process.execPath, script, { encoding: "utf8" }).trim());
}

function start(...args: string[]): Spawned {
  const env = { LIGHTY_PORT: "0", LIGHTY_TOKEN: token, LIGHTY_DATA: folder.path, NODE_OPTIONS: "--enable-source-maps" };
  relay = new Spawned(built(), ["--no-phone", ...args], env);
  return relay;
}

test("the bundle that npm start runs records, folds and measures a workout in threads of its own, and ends in order", async () => {
  expect(built()).toBe("dist/main.js");
  const started = start("--demo-rate", "4");
  const base = `http://127.0.0.1:${await portOf(started)}`;
  const headers = { authorization: `Bearer ${token}` };
  await vi.waitFor(
    async () => {
      const answer = await fetch(`${base}/api/v1/sessions`, { headers });
      const { sessions } = (await answer.json()) as { sessions: SessionSummary[] };
      expect(sessions[0]?.entries).toBeGreaterThan(20);
    },
    { timeout: patienceMs, interval: 250 },
  );
  const metrics = await (await fetch(`${base}/metrics`, { headers })).text();
  expect(metrics).toMatch(/^lighty_log_head [1-9]/m);
  expect(await started.end("SIGTERM")).toBe(0);
  expect(started.output).not.toMatch(/warning|error/i);
});

test("what is loaded late is in it, and a stack names the line of the sources", async () => {
  await start("--no-demo", "--tls").prints(/https:\/\/localhost:\d+/);
  // A thread's file that is run as no thread has nothing to begin with, and says where.
  const alone = new Spawned("dist/projections-thread.js", [], { NODE_OPTIONS: "--enable-source-maps" });
  expect(await alone.exitCode()).toBe(1);
  expect(alone.output).toMatch(/relay\/src\/projections\/thread\.ts:\d+/);
});
