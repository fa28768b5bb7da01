import { expect, test } from "vitest";
import type { Envelope, Frame, Transport } from "../index.ts";
import { buildFrame, epochMs, Pen, phoneId, Sender, sessionId, watchId } from "../testing/index.ts";
import { DeliveryReport } from "./delivery-report.ts";
import { Listing } from "./listing.ts";
import { Projections } from "./projections.ts";

/** Frames of two devices whose clocks are so far apart; times are the phone's. */
class Run {
  readonly projections = new Projections();
  readonly phone = new Pen(phoneId);
  readonly senders = { [phoneId]: new Sender(phoneId), [watchId]: new Sender(watchId) };
  readonly #listing = new Listing();
  readonly #traceSeqs = new Map<string, number>();
  readonly #watchAheadMs: number;
  #entry = 0;

  constructor(watchAheadMs = 0) {
    this.#watchAheadMs = watchAheadMs;
  }

  at(ms: number, deviceId: string, more: Partial<Frame>): void {
    const traceSeq = (this.#traceSeqs.get(deviceId) ?? 0) + 1;
    this.#traceSeqs.set(deviceId, traceSeq);
    const ahead = deviceId === watchId ? this.#watchAheadMs : 0;
    const role = deviceId === watchId ? ("watch" as const) : ("phone" as const);
    const observer = { deviceId, role };
    const frame = buildFrame({ observer, traceSeq, observedAt: epochMs + ms + ahead, monotonicMs: ms, ...more });
    this.projections.apply([this.#listing.list({ entry: ++this.#entry, receivedAt: epochMs, frame })]);
  }

  local(ms: number, ...events: Envelope[]): void {
    this.at(ms, phoneId, { body: JSON.stringify(this.senders[phoneId].events(...events)) });
  }

  sent(ms: number, events: Envelope[], transport: Transport = "message", more: Partial<Frame> = {}): void {
    const body = JSON.stringify(this.senders[phoneId].events(...events));
    this.at(ms, phoneId, { direction: "sent", transport, body, ...more });
  }

  received(ms: number, events: Envelope[], transport: Transport = "message"): void {
    const body = JSON.stringify(this.senders[phoneId].events(...events));
    const verdicts = events.map(({ eventId }) => ({ eventId, verdict: "applied" as const, registers: [] }));
    this.at(ms, watchId, { direction: "received", transport, body, verdict: "applied", verdicts });
  }

  /** The watch acknowledges, and the phone hears it. */
  acknowledged(sentMs: number, ms: number, upTo: number): void {
    const body = JSON.stringify(this.senders[watchId].ack({ [sessionId]: { [phoneId]: { upTo } } }));
    this.at(sentMs, watchId, { direction: "sent", transport: "message", body });
    this.at(ms, phoneId, { direction: "received", transport: "message", body });
  }

  get report(): DeliveryReport {
    return DeliveryReport.parse(this.projections.delivery.report(sessionId, 100));
  }

  path(seq: number) {
    return this.report.paths.find((path) => path.seq === seq);
  }

  transport(name: Transport) {
    return this.report.transports.find(({ transport }) => transport === name);
  }
}

test("[DLV-1] an event's path: made, sent, received with its verdict, acknowledged", () => {
  const run = new Run();
  const start = run.phone.started();
  run.local(0, start);
  run.sent(1, [start]);
  run.received(41, [start]);
  run.acknowledged(42, 80, 1);
  expect(run.path(1)).toMatchObject({
    eventType: "session_started",
    made: { entry: 1 },
    firstSent: { entry: 2, transport: "message" },
    sends: 1,
    receipts: 1,
    received: { entry: 3 },
    verdict: "applied",
    acknowledged: { entry: 5 },
    transports: ["message"],
  });
  expect(run.report.events).toMatchObject({ made: 1, sent: 1, received: 1, acknowledged: 1, open: 0 });
});

test("[DLV-1] twice by two transports is a duplicate; one that a later event passed was overtaken", () => {
  const run = new Run();
  const [start, edit] = [run.phone.started(), run.phone.weight("squat.1", 105)];
  run.local(0, start);
  run.local(1, edit);
  run.sent(2, [start], "userInfo");
  run.sent(3, [edit]);
  run.received(40, [edit]);
  run.received(50, [start], "userInfo");
  run.received(60, [start], "userInfo");
  expect(run.path(1)).toMatchObject({ receipts: 2, isOvertaken: true, transports: ["userInfo"] });
  expect(run.path(2)).toMatchObject({ receipts: 1, isOvertaken: false });
  expect(run.report.events).toMatchObject({ duplicated: 1, overtaken: 1 });
  expect(run.transport("userInfo")).toMatchObject({ sent: 1, received: 1, repeated: 1 });
});

test("[DLV-1] within a channel packets keep their order: one that a later one passed is lost, a context replaced, a failure is neither", () => {
  const run = new Run();
  const edits = [105, 110, 115].map((weight) => run.phone.weight("squat.1", weight));
  run.local(0, ...edits);
  const [first, second, third] = edits.map((edit) => [edit]) as [Envelope[], Envelope[], Envelope[]];
  run.sent(1, first);
  run.sent(2, second, "message", { sendId: "send-2" });
  const note = { kind: "note", note: "send_failed", sendId: "send-2", transport: "message", errorCode: 7014 };
  run.at(3, phoneId, { body: JSON.stringify(note) });
  run.sent(4, third);
  run.received(40, third);
  expect(run.transport("message")).toMatchObject({ sent: 3, received: 1, failed: 1, lost: 1, replaced: 0 });
  for (const edit of [first, second]) run.sent(50, edit, "applicationContext");
  run.received(90, second, "applicationContext");
  expect(run.transport("applicationContext")).toMatchObject({ sent: 2, received: 1, lost: 0, replaced: 1 });
});

test("[DLV-1] the two tees race: an arrival that is logged before its send is no stranger", () => {
  const run = new Run();
  const start = run.phone.started();
  run.received(40, [start]);
  run.local(0, start);
  run.sent(1, [start]);
  expect(run.transport("message")).toMatchObject({ sent: 1, received: 1, repeated: 0, lost: 0 });
  expect(run.path(1)).toMatchObject({ sends: 1, receipts: 1 });
});

test("[DLV-2] [DLV-3] latency is by one clock, though the watch's is fifteen minutes ahead", () => {
  const run = new Run(900_000);
  for (let n = 0; n < 100; n++) {
    const event = n === 0 ? run.phone.started() : run.phone.weight("squat.1", n);
    const ms = n * 1_000;
    run.local(ms, event);
    run.sent(ms, [event]);
    run.received(ms + (n === 99 ? 12_000 : 50), [event]);
    run.acknowledged(ms + 60, ms + 100, n + 1);
  }
  const latency = run.transport("message")?.latency;
  expect(latency?.count).toBe(200);
  expect(latency?.uncertaintyMs).toBeLessThanOrEqual(50);
  expect(Math.abs((latency?.p50Ms ?? 0) - 45)).toBeLessThanOrEqual(10);
  expect(run.path(100)).toMatchObject({ isLate: true });
  expect(run.report.events).toMatchObject({ late: 1 });
});

test("[DLV-4] what a device sent is told by device, too, with what names no session, and adds up to the log's", () => {
  const run = new Run();
  const start = run.phone.started();
  run.local(0, start);
  run.sent(1, [start]);
  run.received(41, [start]);
  run.acknowledged(42, 80, 1);
  const ping = JSON.stringify({
    ...{ v: 1, deviceId: phoneId, role: "phone", have: {}, kind: "ping" },
    ...{ clockId: "clock-1", sentAt: epochMs },
  });
  run.at(90, phoneId, { direction: "sent", transport: "userInfo", body: ping });
  const { delivery } = run.projections;
  expect(delivery.sentBy(phoneId)).toMatchObject([
    { transport: "message", sent: 1, received: 1, latency: { count: 1 } },
    { transport: "userInfo", sent: 1, received: 0 },
  ]);
  expect(delivery.sentBy(watchId)).toMatchObject([{ transport: "message", sent: 1, received: 1 }]);
  expect(delivery.sentBy()).toMatchObject([
    { transport: "message", sent: 2, received: 2, latency: { count: 2 } },
    { transport: "userInfo", sent: 1 },
  ]);
  expect(delivery.sentBy("nobody0001")).toEqual([]);
  delivery.forgetDevice(phoneId);
  expect(delivery.sentBy()).toMatchObject([{ transport: "message", sent: 1 }]);
});

test("[PRJ-2] events, sessions and open sends beyond the bounds are forgotten, the oldest first", () => {
  const run = new Run();
  for (let n = 0; n < 2_500; n++) run.sent(n, [run.phone.weight("squat.1", n % 500)]);
  expect(run.projections.delivery.report(sessionId, 10_000)?.paths).toHaveLength(2_000);
  expect(run.report.events.open).toBe(2_000);
});
