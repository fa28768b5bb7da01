import { existsSync } from "node:fs";
import { createServer } from "node:net";
import type { SessionSummary } from "@lighty/protocol";
import { weatherlyInRooms } from "@lighty/protocol/testing";
import { afterEach, expect, test } from "vitest";
import { hello, liveLine, teeLine } from "./line.ts";
import { temporaryFolder, token } from "./open-relay.ts";
import { pairDevice } from "./pair.ts";
import { portOf, Spawned, spawnRelay } from "./process.ts";

const folder = temporaryFolder();
const spawned: Spawned[] = [];
afterEach(async () => {
  for (const each of spawned.splice(0)) await each.end();
  folder.remove();
});

function start(env: Record<string, string> = {}, ...args: string[]): Spawned {
  const relay = spawnRelay({ LIGHTY_PORT: "0", LIGHTY_TOKEN: token, LIGHTY_DATA: folder.path, ...env }, ...args);
  spawned.push(relay);
  return relay;
}

test("it listens on both of this machine's own addresses, and ends at SIGTERM with everything in order", async () => {
  const relay = start({}, "--no-demo");
  const port = await portOf(relay);
  for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
    const answer = await fetch(`http://${host}:${port}/healthz`).catch((error) => error.cause.code);
    if (host === "[::1]" && answer === "EADDRNOTAVAIL") continue;
    expect(answer.status, host).toBe(200);
    const line = await liveLine(`${host}:${port}`).opened();
    await line.next("live");
    await line.close();
  }
  // As a container asks: it reads the same settings as the relay, in the same words.
  const asked = { LIGHTY_PORT: String(port), LIGHTY_TLS: "off" };
  expect(await new Spawned("src/health.ts", [], asked).exitCode()).toBe(0);
  expect(await relay.end("SIGTERM")).toBe(0);
  expect(existsSync(`${folder.path}/log.sqlite`)).toBe(true);
});

test("a taken port is no obstacle: another one, and it says so", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port: taken } = other.address() as { port: number };
  const relay = start({ LIGHTY_PORT: String(taken) }, "--no-demo");
  const port = await portOf(relay);
  expect(port).not.toBe(taken);
  expect(relay.output).toContain(`Port ${taken} is taken; this is ${port} instead.`);
  expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200);
  await new Promise((resolve) => other.close(resolve));
});

test("[PAIR-1] a device that paired by the printed code is still paired when the relay is started again", async () => {
  const first = start({}, "--no-demo", "--pair");
  const host = `127.0.0.1:${await portOf(first)}`;
  const [, code = ""] = await first.prints(/or type ([0-9A-Z]{4}-[0-9A-Z]{4})/);
  const device = await pairDevice({ host }, { code });
  await first.end("SIGTERM");
  const again = `127.0.0.1:${await portOf(start({}, "--no-demo"))}`;
  const headers = { authorization: await device.authorization({ host: again }) };
  const line = await teeLine(again, { token: null, headers }).opened();
  line.say(hello);
  await line.next("welcome");
  await line.close();
});

test("--lan opens the one address that was named, and shows a code; an interface that does not exist ends it with code 2", async () => {
  const relay = start({}, "--no-demo", "--lan", "127.0.0.2");
  const port = await portOf(relay);
  await relay.prints(/or type ([0-9A-Z]{4}-){5}[0-9A-Z]{4};/);
  expect(relay.output).toContain(`Network    http://127.0.0.2:${port}, in clear text`);
  for (const host of ["127.0.0.1", "127.0.0.2"])
    expect((await fetch(`http://${host}:${port}/healthz`)).status).toBe(200);
  await expect(fetch(`http://127.0.0.3:${port}/healthz`)).rejects.toThrow("fetch failed");
  const wrong = start({ LIGHTY_LAN: "no-such-interface" }, "--no-demo");
  expect(await wrong.exitCode()).toBe(2);
  expect(wrong.output).toContain(
    '--lan is "no-such-interface"; it is an interface or one of its addresses, and here are',
  );
});

test("a wrong setting ends it with code 2, a folder in use with code 1, and a sentence each", async () => {
  const wrong = start({ LIGHTY_PORT: "http" });
  expect(await wrong.exitCode()).toBe(2);
  expect(wrong.output).toContain('LIGHTY_PORT is "http"; a port is a whole number from 0 to 65535');
  const first = start({}, "--no-demo");
  await portOf(first);
  const second = start({}, "--no-demo");
  expect(await second.exitCode()).toBe(1);
  expect(second.output).toContain("another relay holds");
});

test("the demo shows within seconds: two devices, a duplicate, a superseded edit, an outage, and nothing found amiss", async () => {
  const relay = start({}, "--demo-rate", "40");
  const host = `127.0.0.1:${await portOf(relay)}`;
  const line = liveLine(host);
  let seen: SessionSummary | undefined;
  // Who finished it knows of it first: the two agree once what crossed has come.
  const agree = (devices: SessionSummary["devices"]) => new Set(devices.map(({ digest }) => digest)).size === 1;
  while (!(seen?.verdicts.superseded && seen.verdicts.duplicate && seen.status === "finished" && agree(seen.devices))) {
    await line.next("summary");
    const answer = await fetch(`http://${host}/api/v1/sessions`, { headers: { authorization: `Bearer ${token}` } });
    const { sessions } = (await answer.json()) as { sessions: SessionSummary[] };
    seen = sessions.find(({ sessionId }) => seen === undefined || sessionId === seen.sessionId) ?? seen;
  }
  expect(seen.routineName).toBe("Push and pull");
  // At forty times the speed, a second in which the machine is elsewhere is an outage.
  expect(seen.findings.filter(({ rule }) => !weatherlyInRooms.includes(rule))).toEqual([]);
  expect(seen.devices.map(({ role }) => role).sort()).toEqual(["phone", "watch"]);
  const notes = line.heard
    .flatMap((message) => (message.type === "entries" ? message.entries : []))
    .map(({ frame }) => frame.body);
  expect(notes.some((body) => body.includes('"note":"reachability","reachable":false'))).toBe(true);
  await line.close();
});
