import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { json } from "node:stream/consumers";
import type { Frame, Rejection } from "@lighty/protocol";
import { patienceMs } from "@lighty/protocol/testing";
import { afterEach, expect, test, vi } from "vitest";
import { mostSockets } from "../src/gateway/open-sockets.ts";
import type { Batch } from "../src/log/event-log.ts";
import { MemoryLog } from "../src/log/memory-log.ts";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, teeLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { pairDevice } from "./pair.ts";

let relay: OpenRelay;
const strangers: Socket[] = [];
afterEach(async () => {
  for (const socket of strangers.splice(0)) socket.destroy();
  await relay.close();
});

const upgrade = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** What a handshake that is not accepted is told. */
async function answerTo(
  { port }: OpenRelay,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders; error: Rejection }> {
  const asked = request({ port, host: "127.0.0.1", path, headers }).end();
  asked.on("upgrade", (_response, socket) => socket.destroy(new Error("it was accepted")));
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    ...((await json(response)) as { error: Rejection }),
  };
}

/** A log whose commits wait until the test lets them go. */
class HeldLog extends MemoryLog {
  readonly #held: (() => void)[] = [];
  isHeld = true;

  override async append(batch: Batch): Promise<void> {
    if (this.isHeld) await new Promise<void>((resolve) => this.#held.push(resolve));
    await super.append(batch);
  }

  release(): void {
    this.isHeld = false;
    for (const go of this.#held.splice(0)) go();
  }
}

const frames = (from: number, count: number, body = "{}"): Frame[] =>
  Array.from({ length: count }, (_, i) => buildFrame({ traceSeq: from + i, body }));

test("[TEE-5] a full backlog stops the reading, not the device: everything waits on its side and lands in order", async () => {
  const log = new HeldLog("memorylog000");
  relay = await openRelay({ log });
  const line = await welcomedTee(relay.host);
  // Each message is as large as one may be: the second fills the backlog of 1 MiB, and the rest is not even read.
  const large = "x".repeat(200_000);
  for (let i = 0; i < 60; i++) line.say(framesMessage(...frames(1 + i * 5, 5, large)));
  await vi.waitFor(() => expect(line.socket.bufferedAmount).toBeGreaterThan(8 * 1_048_576), patienceMs);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(line.socket.bufferedAmount).toBeGreaterThan(8 * 1_048_576);
  expect(line.closed).toBeNull();
  log.release();
  let acked = 0;
  while (acked < 300) acked = (await line.next("ack")).acked[0]?.traceSeq ?? 0;
  expect(relay.log.head).toBe(300);
  await line.close();
});

test("[TEE-5] a device that fills its window exactly is served, and goes on once it is acknowledged", async () => {
  relay = await openRelay();
  const line = await welcomedTee(relay.host);
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 8; i++) line.say(framesMessage(...frames(1 + round * 4_096 + i * 512, 512)));
    let acked = 0;
    while (acked < (round + 1) * 4_096) acked = (await line.next("ack")).acked[0]?.traceSeq ?? 0;
  }
  await line.close();
});

test("a message in more than 64 pieces ends its socket; in 64 it is heard", async () => {
  relay = await openRelay();
  const message = JSON.stringify({ type: "ping", sentAt: 5 });
  const inPieces = async (pieces: number) => {
    const line = await welcomedTee(relay.host);
    const size = Math.ceil(message.length / pieces);
    for (let i = 0; i < pieces; i++)
      line.socket.send(message.slice(i * size, (i + 1) * size), { fin: i === pieces - 1 });
    return line;
  };
  const heard = await inPieces(64);
  await heard.next("pong");
  await heard.close();
  const refused = await inPieces(65);
  expect((await refused.next("error")).sentence).toBe("the message comes in more than 64 pieces");
  expect(await refused.whenClosed()).toEqual({ code: 4003, reason: "too_large" });
});

test("a device that talks on and reads none of the answers is let go, before they fill the memory", async () => {
  relay = await openRelay();
  const line = await welcomedTee(relay.host);
  line.socket.pause();
  // Each of them is answered with a refusal of its own. The system takes a few megabytes of these off the relay's hands.
  const noFrames = `{"type":"frames","frames":[${Array(4_000).fill("0")}]}`;
  const isThere = () => relay.gateway.connected.has("phone0001");
  for (let round = 1; round <= 100 && isThere(); round++) {
    line.say(noFrames);
    await vi.waitFor(() => expect(!isThere() || relay.log.quarantined >= round * 4_000).toBe(true), 10_000);
  }
  expect(isThere()).toBe(false);
});

test("strangers have 64 connections among them; the oldest goes, and whoever has a token comes in", async () => {
  relay = await openRelay();
  const device = await welcomedTee(relay.host);
  const open = async () => {
    const socket = connect(relay.port, "127.0.0.1");
    socket.on("error", () => {});
    strangers.push(socket);
    await new Promise((resolve) => socket.once("connect", resolve));
    return socket;
  };
  for (let i = 0; i < 70; i++) await open();
  await vi.waitFor(() => expect(relay.gateway.strangers.count).toBe(64), patienceMs);
  await vi.waitFor(() => expect(strangers.filter(({ destroyed }) => destroyed)).toHaveLength(6), patienceMs);
  expect(strangers.slice(0, 6).every(({ destroyed }) => destroyed)).toBe(true);
  const answer = await fetch(`http://${relay.host}/api/v1/access`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  device.say(framesMessage(buildFrame()));
  await device.next("ack");
  await device.close();
});

test("a device's own token opens 32 sockets, and no more until one is closed; who has another token comes in", async () => {
  relay = await openRelay();
  const device = await pairDevice(relay);
  const open = async () =>
    teeLine(relay.host, { token: null, headers: { authorization: await device.authorization() } }).opened();
  const lines = [];
  for (let i = 0; i < mostSockets.device; i++) lines.push(await open());
  await expect(open()).rejects.toThrow("refused with 503");
  const headers = { authorization: await device.authorization(), ...upgrade };
  expect(await answerTo(relay, "/v1/tee", headers)).toMatchObject({
    status: 503,
    error: {
      code: "too_many_sockets",
      sentence: "32 sockets of phone0001 are open; close one first",
    },
  });
  const other = await welcomedTee(relay.host, { deviceId: "phone0002" });
  await lines.pop()?.close();
  await vi.waitFor(() => expect(relay.gateway.sockets.size).toBe(mostSockets.device), patienceMs);
  lines.push(await open());
  for (const line of [...lines, other]) await line.close();
  await vi.waitFor(() => expect(relay.gateway.sockets.size).toBe(0), patienceMs);
});

const misshaken: [what: string, headers: Record<string, string>, sentence: string][] = [
  ["no key", { "sec-websocket-key": "" }, "Missing or invalid Sec-WebSocket-Key header"],
  ["another version", { "sec-websocket-version": "99" }, "Missing or invalid Sec-WebSocket-Version header"],
  ["another protocol", { upgrade: "h2c" }, "Invalid Upgrade header"],
  ["no subprotocol", { "sec-websocket-protocol": "a,,b" }, "Invalid Sec-WebSocket-Protocol header"],
];

for (const [what, headers, sentence] of misshaken) {
  test(`[ERR-1] a handshake with ${what} is refused behind the token as any other request is`, async () => {
    relay = await openRelay();
    const answer = await answerTo(relay, "/v1/tee", { authorization: `Bearer ${token}`, ...upgrade, ...headers });
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "sec-websocket-version": "13",
    });
    expect(answer.error).toEqual({ code: "bad_shape", sentence: `the WebSocket handshake is wrong: ${sentence}` });
  });
}

test("a handshake that drips is ended after five seconds, one that says no hello as well", async () => {
  relay = await openRelay({ helloTimeoutMs: 50 });
  expect([relay.app.server.headersTimeout, relay.app.server.requestTimeout]).toEqual([5_000, 30_000]);
  relay.app.server.headersTimeout = 200;
  const socket = connect(relay.port, "127.0.0.1");
  strangers.push(socket);
  let heard = "";
  socket.on("data", (data) => {
    heard += data;
  });
  socket.on("error", () => {});
  socket.write("GET /v1/tee HTTP/1.1\r\nhost: ");
  const drip = setInterval(() => socket.write("x"), 50);
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(drip);
  expect(heard).toMatch(/^HTTP\/1\.1 400 .*did not come whole in time/s);
  const silent = await teeLine(relay.host).opened();
  expect((await silent.whenClosed()).code).toBe(4013);
});

test("a peer that answers no ping is gone after two misses", async () => {
  relay = await openRelay({ pingIntervalMs: 50 });
  const deaf = teeLine(relay.host, { autoPong: false });
  await deaf.opened();
  deaf.say(hello);
  expect((await deaf.next("error")).code).toBe("heartbeat_lost");
  expect(await deaf.whenClosed()).toEqual({ code: 4016, reason: "heartbeat_lost" });
});

test("[TEE-8] a device tells all four stamps; its clock is shown with the doubt it is in", async () => {
  relay = await openRelay();
  const line = await welcomedTee(relay.host);
  line.say(framesMessage(buildFrame()));
  await line.next("ack");
  line.say({ type: "ping", sentAt: 1_000 });
  const { receivedAt, sentAt } = await line.next("pong");
  line.say({ type: "clock", sentAt: 1_000, receivedAt, answeredAt: sentAt, backAt: 1_010 + sentAt - receivedAt });
  line.say({ type: "ping", sentAt: 2_000 });
  await line.next("pong");
  const ask = async (url: string) =>
    (await relay.app.inject({ url, headers: { host: relay.host, authorization: `Bearer ${token}` } })).json();
  const [device] = (await ask("/api/v1/devices")).devices;
  expect(device).toMatchObject({ deviceId: "phone0001", isConnected: true });
  expect(device.clock).toMatchObject({ offsetMs: receivedAt - 1_005, bootId: "boot-1" });
  // Half the round trip, and the drift of the moment since.
  expect([5, 6]).toContain(device.clock.uncertaintyMs);
  expect((await ask("/api/v1/devices/phone0001/clock")).samples).toHaveLength(1);
  line.say({ type: "clock", sentAt: 1 });
  expect((await line.next("error")).code).toBe("bad_shape");
});

test("[TEE-4] a device that is gone before its welcome leaves no line that stays open for ever", async () => {
  const log = new HeldLog("memorylog000");
  relay = await openRelay({ log });
  const busy = await welcomedTee(relay.host);
  busy.say(framesMessage(buildFrame()));
  const hasty = await teeLine(relay.host).opened();
  hasty.say({ ...hello, deviceId: "watch0001", role: "watch" });
  await vi.waitFor(() => expect(relay.gateway.connected.has("watch0001")).toBe(true));
  await hasty.close();
  await vi.waitFor(() => expect(relay.gateway.connected.has("watch0001")).toBe(false));
  log.release();
  await busy.next("ack");
  // Welcomed after it, so what the other one's welcome did is done.
  await (await welcomedTee(relay.host, { deviceId: "phone0002" })).close();
  expect(relay.gateway.teeLines.of("watch0001")).toBeNull();
  await busy.close();
});

test("[TEE-4] the list tells how a device's tee came in: what it had kept, and behind which frame it resumed", async () => {
  relay = await openRelay();
  const ask = async (url: string) =>
    (await relay.app.inject({ url, headers: { host: relay.host, authorization: `Bearer ${token}` } })).json();
  const first = await welcomedTee(relay.host);
  first.say(framesMessage(buildFrame({ queueDepth: 2 }), buildFrame({ traceSeq: 2, queueDepth: 3 })));
  await first.next("ack");
  expect((await ask("/api/v1/devices")).devices[0].tee).toMatchObject({
    lines: 1,
    resumedFrom: 0,
    spooled: 0,
    until: null,
  });
  await first.close();

  const again = await teeLine(relay.host).opened();
  again.say({ ...hello, name: "Ann's phone", spools: [{ bootId: hello.bootId, first: 1, last: 7 }] });
  await again.next("welcome");
  expect((await ask("/api/v1/devices")).devices[0].tee).toMatchObject({
    ...{ v: 1, name: "Ann's phone", lines: 2, bootId: hello.bootId, resumedFrom: 2, spooled: 7, isRedacted: false },
    until: null,
  });
  await again.close();
  await vi.waitFor(
    async () => expect((await ask("/api/v1/devices")).devices[0].tee.until).toBeGreaterThan(0),
    patienceMs,
  );

  const vitals = await ask("/api/v1/devices/phone0001/vitals");
  expect(vitals).toMatchObject({ missing: 0, transports: [] });
  expect(vitals.queue.map(({ depth }: { depth: number }) => depth)).toEqual([2, 3]);
  expect(await ask("/api/v1/delivery")).toEqual({ transports: [] });
});
