import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

/** It only ends what hangs. */
const patienceMs = 100_000;

/** The real launcher in a tree where pnpm is a stand-in that writes down what it hears. */
const root = mkdtempSync(join(tmpdir(), "lighty-launch-"));
const heard = join(root, "heard.log");
const launcher = join(root, "scripts/launch.mjs");
afterAll(() => rmSync(root, { recursive: true, force: true }));

const pnpm = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const note = (line) => appendFileSync(${JSON.stringify(heard)}, line + "\\n");
note("pid " + process.pid);
note("arguments " + process.argv.slice(2).join(" "));
if (process.argv[2] === "fail") process.exit(7);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => { note(signal); setTimeout(() => process.exit(3), 200); });
setInterval(() => {}, 1000);
note("ready");
`;

const modules = join(root, ".tools/node_modules");
mkdirSync(join(modules, "pnpm"), { recursive: true });
cpSync(join(import.meta.dirname, "launch.mjs"), launcher);
writeFileSync(join(modules, "pnpm/pnpm"), pnpm, { mode: 0o755 });
writeFileSync(join(modules, ".package-lock.json"), '{ "packages": { "node_modules/pnpm": { "version": "1.2.3" } } }');
asksFor(">=18.0");

function asksFor(node: string) {
  writeFileSync(join(root, "package.json"), JSON.stringify({ packageManager: "pnpm@1.2.3", engines: { node } }));
}

const lines = () => (existsSync(heard) ? readFileSync(heard, "utf8").trim().split("\n") : []);

/** @returns the stand-in's process id, once it listens */
async function ready(): Promise<number> {
  await vi.waitFor(() => expect(lines()).toContain("ready"), patienceMs);
  return Number(lines()[0]?.slice("pid ".length));
}

async function start(command: string, args: string[]): Promise<{ started: ChildProcess; pid: number }> {
  rmSync(heard, { force: true });
  const started = spawn(command, args, { stdio: "ignore" });
  return { started, pid: await ready() };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("arguments go through to pnpm, and its exit code comes back", () => {
  rmSync(heard, { force: true });
  expect(spawnSync(process.execPath, [launcher, "fail", "--no-demo"]).status).toBe(7);
  expect(lines()).toContain("arguments fail --no-demo");
});

test("Ctrl-C reaches pnpm once, though npm repeats it, and its end is awaited", async () => {
  const { started, pid } = await start(process.execPath, [launcher, "dev"]);
  started.kill("SIGINT");
  await vi.waitFor(() => expect(lines()).toContain("SIGINT"), patienceMs);
  started.kill("SIGINT");
  expect(await once(started, "exit")).toEqual([3, null]);
  expect(lines().filter((line) => line.startsWith("SIG"))).toEqual(["SIGINT"]);
  expect(isAlive(pid)).toBe(false);
});

test("pnpm is told to end when the launcher's parent is gone without a word", async () => {
  const { started, pid } = await start("sh", ["-c", `"${process.execPath}" "${launcher}" dev; true`]);
  started.kill("SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patienceMs);
  expect(lines()).toContain("SIGTERM");
});

test("where no newer Node can be fetched, an old one gets a sentence", () => {
  asksFor(">=99.0");
  writeFileSync(join(root, "mac.cjs"), 'Object.defineProperty(process, "platform", { value: "darwin" });');
  const { status, stderr } = spawnSync(process.execPath, ["-r", join(root, "mac.cjs"), launcher, "dev"]);
  asksFor(">=18.0");
  expect(status).toBe(1);
  expect(stderr.toString()).toContain("Lighty needs Node >=99.0; this is ");
});
