import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { TeeClient } from "@lighty/protocol/tee";
import { afterEach, expect, test } from "vitest";
import { nodePorts } from "../src/devices/node-ports.ts";
import { Writer } from "../src/writer/writer.ts";
import { buildFrame } from "./build.ts";
import { framesMessage, liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { keepAll } from "./retention.ts";

const folder = temporaryFolder();
let relay: OpenRelay | undefined;
afterEach(async () => {
  await relay?.close();
  folder.remove();
});

/** A frame that does not compress, so that a small disk is full soon. */
const bulky = (traceSeq: number) => buildFrame({ traceSeq, body: randomBytes(12_000).toString("base64") });

test("[ERR-2] [STR-4] the disk is full under the real writer: the relay stays up, says so, acknowledges nothing more, and takes all of it once there is room", async () => {
  const log = Writer.open(folder.path, { retention: keepAll, mostBytes: 1_000_000 });
  relay = await openRelay({ log });
  const { host } = relay;
  const get = async (path: string) =>
    (await fetch(`http://${host}${path}`, { headers: { authorization: `Bearer ${token}` } })).text();

  const dashboard = liveLine(host);
  await dashboard.next("live");
  const line = await welcomedTee(host);
  let sent = 0;
  let acked = 0;
  for (;;) {
    sent += 1;
    line.say(framesMessage(bulky(sent)));
    const before = line.heard.length;
    while (line.heard.length === before) await line.more();
    const answer = line.heard.at(-1);
    if (answer?.type !== "ack") break;
    acked = answer.acked[0]?.traceSeq ?? 0;
  }
  expect(line.heard.at(-1)).toMatchObject({
    code: "storage_failed",
    sentence: expect.stringContaining("disk is full"),
  });
  expect((await line.whenClosed()).code).toBe(4020);
  expect(acked).toBe(sent - 1);
  expect(JSON.parse(await get("/healthz"))).toMatchObject({ status: "storage_failed", entries: acked });
  expect(await get("/metrics")).toContain("\nlighty_log_trouble 1\n");
  expect((await dashboard.next("storage")).trouble).toContain("disk is full");
  const late = liveLine(host, "?entries=none");
  expect((await late.next("storage")).trouble).toContain("disk is full");
  const { entries } = JSON.parse(await get("/api/v1/entries?limit=5"));
  expect(entries).toHaveLength(5);

  let landed = () => {};
  const all = new Promise<void>((resolve) => {
    landed = resolve;
  });
  const ports = nodePorts({ url: `ws://${host}/v1/tee`, token });
  const journal = { recorded: () => {}, acked: (_boot: string, traceSeq: number) => traceSeq === 30 && landed() };
  const schedule = (delayMs: number, run: () => void) => ports.schedule(Math.min(delayMs, 20), run);
  const tee = new TeeClient(
    { observer: { deviceId: "watch0001", role: "watch" }, bootId: "b", random: Math.random },
    { ...ports, schedule, journal },
  );
  const { observer: _observer, bootId: _bootId, traceSeq: _traceSeq, ...crossing } = bulky(1);
  for (let i = 0; i < 30; i++) tee.record(crossing);
  tee.start();
  for (let refusals = 0; refusals < 2; refusals++) {
    const [refused] = await once(relay.app.websocketServer, "connection");
    await once(refused, "close");
  }
  expect(await relay.log.acked("watch0001", ["b"])).toMatchObject([{ traceSeq: 0 }]);

  await relay.log.purge();
  await all;
  expect(tee.counts).toMatchObject({ landed: 30, dropped: 0, held: 0 });
  tee.stop();
  expect(JSON.parse(await get("/healthz"))).toMatchObject({ status: "ok", entries: acked + 30 });
  expect(await get("/metrics")).toContain("\nlighty_log_trouble 0\n");
  for (const reader of [dashboard, late]) {
    expect((await reader.next("storage")).trouble).toBeUndefined();
    await reader.close();
  }
  const held = await relay.log.acked("phone0001", ["boot-1"]);
  expect(held).toMatchObject([{ traceSeq: acked }]);
});
