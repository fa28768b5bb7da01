import { once } from "node:events";
import { TeeClient } from "@lighty/protocol/tee";
import { expect, test } from "vitest";
import { nodePorts } from "../src/devices/node-ports.ts";
import type { Batch } from "../src/log/event-log.ts";
import { MemoryLog } from "../src/log/memory-log.ts";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, teeLine, welcomedTee } from "./line.ts";
import { openRelay, token } from "./open-relay.ts";

/** A log on a disk that is full until the test makes room. */
class FullLog extends MemoryLog {
  isFull = true;

  override get trouble(): string | null {
    return this.isFull ? "database or disk is full" : null;
  }

  override async append(batch: Batch): Promise<void> {
    if (this.isFull) throw new Error("database or disk is full");
    await super.append(batch);
  }
}

test("[ERR-2] a log that cannot be written: storage_failed, closed with 4020, nothing acknowledged; room again, and all of it lands", async () => {
  const log = new FullLog("fulllog00000");
  const relay = await openRelay({ log });
  const line = await welcomedTee(relay.host);
  line.say(framesMessage(buildFrame()));
  expect(await line.next("error")).toMatchObject({
    code: "storage_failed",
    sentence: expect.stringContaining("disk is full"),
  });
  expect((await line.whenClosed()).code).toBe(4020);
  expect(line.heard.some(({ type }) => type === "ack")).toBe(false);
  const health = await relay.app.inject({ url: "/healthz", headers: { host: relay.host } });
  expect([health.statusCode, health.json().status]).toEqual([200, "storage_failed"]);

  let landed = () => {};
  const all = new Promise<void>((resolve) => {
    landed = resolve;
  });
  const ports = nodePorts({ url: `ws://${relay.host}/v1/tee`, token });
  const journal = { recorded: () => {}, acked: (_boot: string, traceSeq: number) => traceSeq === 50 && landed() };
  const observer = { deviceId: "watch0001", role: "watch" } as const;
  const schedule = (delayMs: number, run: () => void) => ports.schedule(Math.min(delayMs, 20), run);
  const tee = new TeeClient({ observer, bootId: "b", random: Math.random }, { ...ports, schedule, journal });
  const { observer: _observer, bootId: _bootId, traceSeq: _traceSeq, ...crossing } = buildFrame();
  for (let i = 0; i < 50; i++) tee.record(crossing);
  tee.start();
  const [refused] = await once(relay.app.websocketServer, "connection");
  await once(refused, "close");
  log.isFull = false;
  await all;
  expect(tee.counts).toMatchObject({ landed: 50, dropped: 0, held: 0 });
  tee.stop();
  await relay.close();
});

test("[ERR-2] a device that stops answering pings is let go: heartbeat_lost, 4016", async () => {
  const relay = await openRelay({ pingIntervalMs: 20 });
  const line = teeLine(relay.host);
  // The client's own library answers pings by itself; this one plays dead.
  line.socket.pong = () => {};
  await line.opened();
  line.say(hello);
  expect((await line.next("error")).code).toBe("heartbeat_lost");
  expect((await line.whenClosed()).code).toBe(4016);
  await relay.close();
});

test("[TEE-4] four time stamps: a pong names the ping and when it came and left", async () => {
  const relay = await openRelay();
  const line = await welcomedTee(relay.host);
  const before = Date.now();
  line.say({ type: "ping", sentAt: 12_345 });
  const { pingSentAt, receivedAt, sentAt } = await line.next("pong");
  expect(pingSentAt).toBe(12_345);
  expect(receivedAt).toBeGreaterThanOrEqual(before);
  expect(sentAt).toBeGreaterThanOrEqual(receivedAt);
  await line.close();
  await relay.close();
});

test("[TEE-4] a device that comes back on a new socket is welcomed with all it sent on the old one", async () => {
  const relay = await openRelay();
  const old = await welcomedTee(relay.host);
  old.say(framesMessage(...[1, 2, 3].map((traceSeq) => buildFrame({ traceSeq }))));
  const line = await teeLine(relay.host).opened();
  await old.next("ack");
  line.say({ ...hello, bootId: "boot-2", spools: [{ bootId: "boot-1", first: 1, last: 3 }] });
  expect(await line.next("welcome")).toMatchObject({
    relayId: relay.log.id,
    window: 4_096,
    acked: [{ deviceId: "phone0001", bootId: "boot-1", traceSeq: 3 }],
  });
  await old.close();
  await line.close();
  await relay.close();
});
