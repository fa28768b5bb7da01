import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SessionSummary } from "@lighty/protocol";
import { afterEach, expect, test } from "vitest";
import { announce } from "../src/cli/running.ts";
import { arrivalsOf, buildBatch } from "./build.ts";
import { lighty } from "./lighty.ts";
import { openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { portOf, spawnRelay } from "./process.ts";

const folder = temporaryFolder();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  folder.remove();
});

const note = join(folder.path, "running.json");
const sessions = (...more: string[]) => lighty(["sessions", "--data", folder.path, ...more]);

test("while a relay runs its own user finds it; at its end the note is gone, and a command says what to do with code 3", async () => {
  const relay = spawnRelay({ LIGHTY_PORT: "0", LIGHTY_DATA: folder.path }, "--no-demo");
  cleanups.push(() => relay.end());
  await portOf(relay);
  expect(statSync(note).mode & 0o777).toBe(0o600);
  expect(await sessions()).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("No session yet") });
  await relay.end("SIGTERM");
  expect(existsSync(note)).toBe(false);
  const { code, stdout, stderr } = await sessions();
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toMatch(/no relay runs from .*\n {2}next: start one with `lighty relay`/);
});

test("a relay that was killed leaves its note, and nothing is sent to whoever has its port now", async () => {
  const relay = spawnRelay({ LIGHTY_PORT: "0", LIGHTY_DATA: folder.path }, "--no-demo");
  const port = await portOf(relay);
  await relay.end("SIGKILL");
  expect(existsSync(note)).toBe(true);
  let asked = 0;
  const stranger = createServer((_request, response) => {
    asked += 1;
    response.end("{}");
  });
  await new Promise<void>((resolve) => stranger.listen(port, "127.0.0.1", resolve));
  cleanups.push(() => new Promise((resolve) => stranger.close(resolve)));
  const { code, stderr } = await sessions();
  expect(code).toBe(3);
  expect(stderr).toMatch(/why: {2}process \d+, which wrote .*, is gone/);
  expect(asked).toBe(0);
});

test("a note that others can read or write, or that is no note, is not believed", async () => {
  cleanups.push(announce(folder.path, { url: "http://127.0.0.1:1", token, controlToken }));
  chmodSync(note, 0o644);
  const open = await sessions();
  expect(open.code).toBe(3);
  expect(open.stderr).toMatch(/cannot be trusted\n {2}why: {2}others may read or write it: its mode is 644/);
  writeFileSync(note, "{");
  expect(await sessions()).toMatchObject({ code: 3, stderr: expect.stringContaining("no relay runs from") });
});

test("a relay elsewhere is opened by the token of the environment alone, and by no note", async () => {
  const relay = await openRelay({ controlToken });
  cleanups.push(() => relay.close());
  await relay.log.append(buildBatch(...arrivalsOf([1, 2])));
  cleanups.push(
    announce(folder.path, { url: `http://${relay.host}`, token: "another-token", controlToken: "yet-another" }),
  );
  const named = ["--relay", `http://${relay.host}`];
  const read = await lighty(["sessions", ...named, "--json"], { env: { LIGHTY_TOKEN: token } });
  expect(read).toMatchObject({ code: 0, stderr: "" });
  expect(SessionSummary.parse(JSON.parse(read.stdout)).sessionId).toBe("s1");
  const without = await sessions(...named);
  expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining("no token that opens it") });
  const wrong = await lighty(["sessions", ...named], { env: { LIGHTY_TOKEN: "wrong-token-0123456789" } });
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("refused: the token that was sent is not the one"),
  });
  const inClear = await lighty(["sessions", "--relay", "http://192.0.2.1:7788"], { env: { LIGHTY_TOKEN: token } });
  expect(inClear).toMatchObject({ code: 2, stderr: expect.stringContaining("would cross the network in clear") });
});

test("where nobody listens, the reason and the next step are said, with code 3", async () => {
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
  const { port } = nobody.address() as AddressInfo;
  await new Promise((resolve) => nobody.close(resolve));
  cleanups.push(announce(folder.path, { url: `http://127.0.0.1:${port}`, token, controlToken }));
  const { code, stderr } = await sessions("--json");
  expect(code).toBe(3);
  expect(JSON.parse(stderr).error).toMatchObject({
    exit: "unreachable",
    sentence: `no relay answers at http://127.0.0.1:${port}`,
    why: expect.stringContaining("ECONNREFUSED"),
    next: expect.stringContaining("lighty relay"),
  });
  // What would go on for ever, too.
  const demo = await lighty(["demo", "--data", folder.path]);
  expect(demo).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("no relay answers") });
});
