import type { Worker } from "node:worker_threads";
import { checkShape, type DeviceSummary, type SessionSummary, StreamMessage, withDelta } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { usualRetention } from "../src/log/retention.ts";
import { arrivalsOf, buildArrival, buildBatch, buildFrame } from "./build.ts";
import { framesMessage, type Line, liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";

let relay: OpenRelay;
let folder: ReturnType<typeof temporaryFolder>;
/** The projections' thread that was begun last, and what is done with each that begins. */
let thread: Worker;
let onThread: (worker: Worker) => void = () => {};
const notice = (worker: Worker) => {
  if (worker.threadName !== "projections") return;
  thread = worker;
  onThread(worker);
};

beforeEach(async () => {
  process.on("worker", notice);
  folder = temporaryFolder();
  relay = await openRelay({ log: folder.path });
});
afterEach(async () => {
  process.off("worker", notice);
  onThread = () => {};
  await relay.close();
  folder.remove();
});

async function get(path: string) {
  const response = await fetch(`http://${relay.host}${path}`, { headers: { authorization: `Bearer ${token}` } });
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
  return { status: response.status, body: (await response.json()) as any };
}

/** What a dashboard knows by what it was told, message upon message. */
class Told {
  readonly line: Line<StreamMessage>;
  readonly sessions = new Map<string, SessionSummary>();
  readonly devices = new Map<string, DeviceSummary>();
  #heard = 0;

  constructor(query: string) {
    this.line = liveLine(relay.host, query);
  }

  /** Resolves once it knows that session up to that entry. */
  async until(sessionId: string, lastEntry: number): Promise<this> {
    while (this.sessions.get(sessionId)?.lastEntry !== lastEntry) {
      await this.next();
    }
    return this;
  }

  async next(): Promise<void> {
    const message = this.line.heard[this.#heard];
    if (message === undefined) await this.line.more();
    else this.#take(message);
  }

  #take(message: StreamMessage): void {
    this.#heard += 1;
    expect(checkShape(StreamMessage, message)).toMatchObject({ ok: true });
    if (message.type === "sessions") for (const each of message.sessions) this.sessions.set(each.sessionId, each);
    if (message.type !== "summary") return;
    for (const delta of message.sessions) {
      const known = this.sessions.get(delta.sessionId);
      // Nothing is told twice, and nothing is left out.
      expect(delta.findings.from).toBe(known?.findings.length ?? 0);
      expect(delta.lastEntry).toBeGreaterThanOrEqual(known?.lastEntry ?? 0);
      this.sessions.set(delta.sessionId, withDelta(known, delta) as SessionSummary);
    }
    for (const device of message.devices) this.devices.set(device.deviceId, device);
    for (const deviceId of message.goneDevices) this.devices.delete(deviceId);
    for (const sessionId of message.gone) this.sessions.delete(sessionId);
  }
}

test("[PRJ-4] the projections' thread dies: reads answer 503, ingest goes on, another thread takes over", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 2])));
  const dashboard = await new Told("?entries=none").until("s1", 2);

  // Whatever takes over is ended, too, until the test has seen what happens meanwhile.
  onThread = (worker) => void worker.terminate();
  await thread.terminate();
  for (const path of ["sessions", "sessions/s1", "sessions/s1/state", "sessions/s1/delivery", "devices"]) {
    expect(await get(`/api/v1/${path}`), path).toEqual({
      status: 503,
      body: { error: { code: "not_ready", sentence: expect.stringContaining("ask again") } },
    });
  }
  expect((await get("/api/v1/sessions/s1/entries")).body.entries).toHaveLength(2);
  const tee = await welcomedTee(relay.host);
  tee.say(framesMessage(buildFrame({ traceSeq: 3, digests: { s1: "0123456789abcdef" } })));
  expect((await tee.next("ack")).acked).toMatchObject([{ traceSeq: 3 }]);

  await new Promise<void>((resolve) => {
    onThread = () => resolve();
  });
  expect(await get("/api/v1/sessions/s1")).toMatchObject({ status: 200, body: { entries: 3, lastEntry: 3 } });
  expect((await dashboard.until("s1", 3)).sessions.get("s1")).toMatchObject({ entries: 3 });
  await tee.close();
  await dashboard.line.close();
});

test("[PRJ-4] an answer is of the log as it stood when it was asked", async () => {
  for (let n = 1; n <= 40; n++) {
    await relay.log.append(buildBatch(...arrivalsOf([n])));
    expect((await get("/api/v1/sessions/s1")).body.entries).toBe(n);
  }
});

test("[STR-3] dashboards that join at any moment under load, the thread dying in between, end with what the relay answers", async () => {
  const total = 3_000;
  const tee = await welcomedTee(relay.host);
  const dashboards: Told[] = [];
  let traceSeq = 0;
  while (traceSeq < total) {
    // Every thirtieth frame is missing, so that findings come, too; the sessions take turns.
    const frames = Array.from({ length: 30 }, (_, i) => {
      traceSeq += i === 29 ? 2 : 1;
      return buildFrame({ traceSeq, digests: { [`s${traceSeq % 7}`]: "0123456789abcdef" } });
    });
    tee.say(framesMessage(...frames));
    await tee.next("ack");
    if (dashboards.length < 8) dashboards.push(new Told(dashboards.length % 2 === 0 ? "?entries=none" : "?session=s3"));
    if (dashboards.length === 5) await thread.terminate();
  }
  tee.say(
    framesMessage(buildFrame({ traceSeq: total + 100, digests: { s3: "0123456789abcdef", s0: "0123456789abcdef" } })),
  );
  await tee.next("ack");
  const { head } = relay.log;
  // While the thread is away the relay says so; the first that is answered is the whole truth.
  let answer = await get("/api/v1/sessions");
  while (answer.status === 503) answer = await get("/api/v1/sessions");
  const { sessions } = answer.body as { sessions: SessionSummary[] };
  const byId = new Map(sessions.map((each) => [each.sessionId, each]));
  expect(byId.get("s3")?.findings.length).toBeGreaterThan(10);
  for (const [i, told] of dashboards.entries()) {
    await told.until("s3", head);
    if (i % 2 === 1) expect([...told.sessions.keys()]).toEqual(["s3"]);
    else expect([...told.sessions.keys()].sort()).toEqual([...byId.keys()].sort());
    for (const [sessionId, summary] of told.sessions) expect(summary).toEqual(byId.get(sessionId));
    const { devices } = (await get("/api/v1/devices")).body as { devices: DeviceSummary[] };
    if (i % 2 === 0) expect(devices[0]).toMatchObject(told.devices.get("phone0001") as DeviceSummary);
    await told.line.close();
  }
  await tee.close();
});

const old = { receivedAt: Date.now() - 8 * 24 * 3_600_000 };

test("[PRJ-6] what retention prunes goes from the projections, is told, and leaves no false hole", async () => {
  await relay.close();
  relay = await openRelay({ log: folder.path, retention: usualRetention });
  const dashboard = new Told("?entries=none");
  const watch = { observer: { deviceId: "watch0001", role: "watch" as const } };
  const pruned = new Promise<void>((resolve) => relay.log.whenPruned(() => resolve()));
  await relay.log.append({
    ...buildBatch(
      ...arrivalsOf(traceSeqs(1, 30), ["old"]),
      buildArrival(watch, ["old"]),
      ...arrivalsOf([31], ["both"]),
    ),
    ...old,
  });
  await relay.log.append({ ...buildBatch(...arrivalsOf([32], ["both"])), receivedAt: Date.now() });
  await pruned;
  expect(relay.log.pruned).toBe(32);
  const { sessions } = (await get("/api/v1/sessions")).body;
  // Whether the fold or the pruning was first, the frames that are gone are no hole.
  expect(sessions).toMatchObject([{ sessionId: "both", lastEntry: 33, findings: [] }]);
  expect((await get("/api/v1/sessions/old")).status).toBe(404);
  expect((await get("/api/v1/devices")).body.devices).toMatchObject([{ deviceId: "phone0001" }]);
  await dashboard.until("both", 33);
  while (dashboard.sessions.size > 1 || dashboard.devices.size > 1) await dashboard.next();
  expect([...dashboard.sessions.keys()]).toEqual(["both"]);

  await relay.close();
  relay = await openRelay({ log: folder.path, retention: usualRetention });
  await relay.log.append({ ...buildBatch(...arrivalsOf([33, 35], ["both"])), receivedAt: Date.now() });
  expect((await get("/api/v1/sessions/both")).body).toMatchObject({
    lastEntry: 35,
    findings: [{ rule: "trace_gap", entries: [35] }],
  });
});

test("[PRJ-6] after a purge nothing is left to be read", async () => {
  const dashboard = new Told("?entries=none");
  await relay.log.append(buildBatch(...arrivalsOf([1, 2, 3])));
  await dashboard.until("s1", 3);
  await relay.log.purge();
  while (dashboard.sessions.size > 0 || dashboard.devices.size > 0) await dashboard.next();
  expect((await get("/api/v1/sessions")).body).toEqual({ sessions: [], next: null });
  expect((await get("/api/v1/devices")).body.devices).toEqual([]);
  await relay.log.append(buildBatch(...arrivalsOf([2, 4])));
  expect((await get("/api/v1/sessions/s1")).body).toMatchObject({ entries: 1, firstEntry: 4, findings: [] });
});

function traceSeqs(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
