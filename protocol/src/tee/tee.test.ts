import fc from "fast-check";
import { expect, test } from "vitest";
import { Frame } from "../frame.ts";
import { TeeFrames, TeeHello } from "../stream.ts";
import type { Crossing } from "./spool.ts";
import { Tee, type TeeAction, type TeeInput, type TeeOptions } from "./tee.ts";

const observer = { deviceId: "phone0001", role: "phone" } as const;
const options: TeeOptions = { observer, bootId: "boot-1", random: () => 1 };

function crossing(body = "{}", more: Partial<Crossing> = {}): Crossing {
  return { observedAt: 1, monotonicMs: 1, direction: "local", sizeBytes: body.length, body, ...more };
}

const welcome = (acked: { bootId: string; traceSeq: number }[] = [], window = 4096) =>
  JSON.stringify({
    type: "welcome",
    v: 1,
    relayId: "r1",
    window,
    acked: acked.map((ack) => ({ deviceId: observer.deviceId, ...ack })),
  });
const ack = (traceSeq: number, bootId = "boot-1") =>
  JSON.stringify({ type: "ack", acked: [{ deviceId: observer.deviceId, bootId, traceSeq }] });

function sentFrames(actions: readonly TeeAction[]): Frame[] {
  return actions
    .filter((action) => action.type === "send")
    .map(({ text }) => JSON.parse(text))
    .filter((message) => message.type === "frames")
    .flatMap((message) => TeeFrames.parse(message).frames);
}

function openTee(more: Partial<TeeOptions> = {}, welcomed = welcome()): { tee: Tee; actions: TeeAction[] } {
  const tee = new Tee({ ...options, ...more });
  tee.step({ type: "start", now: 0 });
  tee.step({ type: "opened", now: 0 });
  return { tee, actions: tee.step({ type: "message", now: 0, text: welcomed }) };
}

function recordMany(tee: Tee, count: number): void {
  for (let i = 0; i < count; i++) tee.record(crossing());
}

test("[TEE-1] frames are numbered from 1 without a hole and wear the observer and boot", () => {
  const { tee } = openTee();
  recordMany(tee, 3);
  const frames = sentFrames(tee.step({ type: "flush", now: 0 }));
  expect(frames.map((frame) => frame.traceSeq)).toEqual([1, 2, 3]);
  for (const frame of frames) {
    expect(Frame.parse(frame)).toEqual(frame);
    expect(frame).toMatchObject({ observer, bootId: "boot-1" });
  }
});

test("[TEE-2] the body crosses as the very text it was, and later changes by the caller do not reach it", () => {
  const { tee } = openTee();
  const body = '{ "v":1.0,\t"weird": "\\u00e9 é \\" 🏋" }';
  const mine = crossing(body, { digests: { s1: "0123456789abcdef" } });
  tee.record(mine);
  mine.body = "changed";
  (mine.digests as Record<string, string>).s1 = "changed";
  const [frame] = sentFrames(tee.step({ type: "flush", now: 0 }));
  expect(frame?.body).toBe(body);
  expect(frame?.digests).toEqual({ s1: "0123456789abcdef" });
});

test("[TEE-3] a full ring lets the oldest go, counts them, and the next frame sent names the gap", () => {
  const tee = new Tee({ ...options, maxFrames: 10 });
  recordMany(tee, 25);
  expect(tee.counts).toEqual({ recorded: 25, landed: 0, dropped: 15, held: 10 });
  tee.step({ type: "start", now: 0 });
  tee.step({ type: "opened", now: 0 });
  const frames = sentFrames(tee.step({ type: "message", now: 0, text: welcome() }));
  expect(frames.map((frame) => frame.traceSeq)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  expect(frames.map((frame) => frame.droppedBefore)).toEqual([15, ...new Array(9).fill(undefined)]);
});

test("[TEE-3] the ring is bounded in bytes as well, and counts UTF-8", () => {
  const tee = new Tee({ ...options, maxBytes: 4_000 });
  const body = "é".repeat(500);
  for (let i = 0; i < 10; i++) tee.record(crossing(body, { sizeBytes: 1_000 }));
  expect(tee.counts.held).toBe(3);
  expect(tee.counts.dropped).toBe(7);
});

test("[TEE-3] a frame that cannot be held at all is a counted hole, not an error", () => {
  const { tee } = openTee();
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  tee.record(crossing());
  expect(tee.record(crossing("{}", cyclic))).toBeNull();
  expect(tee.record(crossing("x".repeat(1_100_000)))).toBeNull();
  tee.record(crossing());
  const frames = sentFrames(tee.step({ type: "flush", now: 0 }));
  expect(frames.map(({ traceSeq, droppedBefore }) => [traceSeq, droppedBefore])).toEqual([
    [1, undefined],
    [4, 2],
  ]);
  expect(tee.counts.dropped).toBe(2);
});

test("[TEE-3] a frame dropped in flight is not called dropped once the relay says it landed", () => {
  const { tee } = openTee({ maxFrames: 4 });
  recordMany(tee, 4);
  tee.step({ type: "flush", now: 0 });
  recordMany(tee, 4);
  expect(tee.counts).toEqual({ recorded: 8, landed: 0, dropped: 0, held: 4 });
  const frames = sentFrames(tee.step({ type: "message", now: 1, text: ack(4) }));
  expect(tee.counts).toEqual({ recorded: 8, landed: 4, dropped: 0, held: 4 });
  expect(frames.map(({ traceSeq, droppedBefore }) => [traceSeq, droppedBefore])).toEqual(
    [5, 6, 7, 8].map((n) => [n, undefined]),
  );
});

test("[TEE-3] a frame dropped in flight is called dropped once the relay says it did not land", () => {
  const { tee } = openTee({ maxFrames: 4 });
  recordMany(tee, 4);
  tee.step({ type: "flush", now: 0 });
  recordMany(tee, 3);
  tee.step({ type: "closed", now: 1 });
  tee.step({ type: "timer", now: 1_000 });
  tee.step({ type: "opened", now: 1_000 });
  const frames = sentFrames(
    tee.step({ type: "message", now: 1_000, text: welcome([{ bootId: "boot-1", traceSeq: 1 }]) }),
  );
  expect(tee.counts).toEqual({ recorded: 7, landed: 1, dropped: 2, held: 4 });
  expect(frames.map(({ traceSeq, droppedBefore }) => [traceSeq, droppedBefore])).toEqual([
    [4, 2],
    [5, undefined],
    [6, undefined],
    [7, undefined],
  ]);
});

test("[TEE-4] hello names the device, the boot and what is held of each boot", () => {
  const backlog = [3, 4, 5].map((traceSeq) => ({
    bootId: "boot-0",
    traceSeq,
    text: JSON.stringify({ observer, bootId: "boot-0", traceSeq, ...crossing() }),
  }));
  const tee = new Tee({ ...options, name: "Ada's phone", build: "1.0", backlog });
  recordMany(tee, 2);
  expect(tee.step({ type: "start", now: 0 })).toEqual([{ type: "connect" }]);
  const [hello] = tee.step({ type: "opened", now: 0 });
  expect(TeeHello.parse(JSON.parse((hello as { text: string }).text))).toEqual({
    type: "hello",
    v: 1,
    ...observer,
    name: "Ada's phone",
    build: "1.0",
    bootId: "boot-1",
    spools: [
      { bootId: "boot-0", first: 3, last: 5 },
      { bootId: "boot-1", first: 1, last: 2 },
    ],
  });
  const frames = sentFrames(tee.step({ type: "message", now: 0, text: welcome([{ bootId: "boot-0", traceSeq: 3 }]) }));
  expect(frames.map((frame) => [frame.bootId, frame.traceSeq, frame.droppedBefore])).toEqual([
    ["boot-0", 4, undefined],
    ["boot-0", 5, undefined],
    ["boot-1", 1, undefined],
    ["boot-1", 2, undefined],
  ]);
});

test("[TEE-4] after a reconnect everything above the relay's acknowledgement goes out again, and nothing below", () => {
  const { tee } = openTee();
  recordMany(tee, 5);
  tee.step({ type: "flush", now: 0 });
  tee.step({ type: "message", now: 1, text: ack(2) });
  tee.step({ type: "closed", now: 2 });
  recordMany(tee, 1);
  tee.step({ type: "timer", now: 1_000 });
  tee.step({ type: "opened", now: 1_000 });
  const frames = sentFrames(
    tee.step({ type: "message", now: 1_000, text: welcome([{ bootId: "boot-1", traceSeq: 3 }]) }),
  );
  expect(frames.map((frame) => frame.traceSeq)).toEqual([4, 5, 6]);
  expect(frames.every((frame) => frame.droppedBefore === undefined)).toBe(true);
});

test("[TEE-4] an acknowledgement of what was never sent out, or of another device, is not believed", () => {
  const { tee } = openTee();
  recordMany(tee, 2);
  tee.step({ type: "flush", now: 0 });
  tee.step({ type: "message", now: 1, text: ack(9) });
  tee.step({ type: "message", now: 1, text: ack(2).replace("phone0001", "watch0001") });
  expect(tee.counts.held).toBe(2);
});

test("[TEE-4] what the relay holds of a later boot is not sent again, though an earlier boot still waits", () => {
  const backlog = [
    { bootId: "boot-0", traceSeq: 1, text: JSON.stringify({ observer, bootId: "boot-0", traceSeq: 1, ...crossing() }) },
  ];
  const tee = new Tee({ ...options, backlog });
  recordMany(tee, 3);
  tee.step({ type: "start", now: 0 });
  tee.step({ type: "opened", now: 0 });
  const frames = sentFrames(tee.step({ type: "message", now: 0, text: welcome([{ bootId: "boot-1", traceSeq: 2 }]) }));
  expect(frames.map((frame) => [frame.bootId, frame.traceSeq])).toEqual([
    ["boot-0", 1],
    ["boot-1", 3],
  ]);
});

test("[TEE-5] no more frames are in flight than the window, whatever waits", () => {
  const { tee, actions } = openTee({}, welcome([], 40));
  expect(sentFrames(actions)).toEqual([]);
  recordMany(tee, 100);
  expect(sentFrames(tee.step({ type: "flush", now: 0 }))).toHaveLength(40);
  expect(sentFrames(tee.step({ type: "flush", now: 0 }))).toHaveLength(0);
  expect(sentFrames(tee.step({ type: "message", now: 1, text: ack(10) })).map((frame) => frame.traceSeq)).toEqual([
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50,
  ]);
});

test("[TEE-5] frames travel in batches, and while one is in flight the next gathers", () => {
  const { tee } = openTee();
  recordMany(tee, 70);
  expect(tee.isFlushWanted).toBe(true);
  const messages = tee.step({ type: "flush", now: 0 }).filter((action) => action.type === "send");
  expect(messages.map(({ text }) => JSON.parse(text).frames.length)).toEqual([32, 32, 6]);
  recordMany(tee, 3);
  expect(tee.isFlushWanted).toBe(false);
  expect(sentFrames(tee.step({ type: "message", now: 1, text: ack(70) }))).toHaveLength(3);
});

test("[TEE-6] a note is a local frame like any other", () => {
  const { tee } = openTee();
  tee.record(crossing('{"kind":"note","note":"reachability","reachable":false}'));
  expect(sentFrames(tee.step({ type: "flush", now: 0 }))[0]).toMatchObject({ direction: "local", traceSeq: 1 });
});

test("retries wait 250 ms, then twice as long, up to 10 s, and start over once frames land", () => {
  const tee = new Tee(options);
  const waits: number[] = [];
  let now = 0;
  tee.step({ type: "start", now });
  for (let i = 0; i < 8; i++) {
    tee.step({ type: "closed", now });
    waits.push((tee.deadline as number) - now);
    now = tee.deadline as number;
    expect(tee.step({ type: "timer", now: now - 1 })).toEqual([]);
    expect(tee.step({ type: "timer", now })).toEqual([{ type: "connect" }]);
  }
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  tee.record(crossing());
  tee.step({ type: "opened", now });
  tee.step({ type: "message", now, text: welcome() });
  tee.step({ type: "message", now, text: ack(1) });
  tee.step({ type: "closed", now });
  expect((tee.deadline as number) - now).toBe(250);
});

test("a refusal that trying again will not mend waits the longest", () => {
  const tee = new Tee(options);
  tee.step({ type: "start", now: 0 });
  tee.step({ type: "opened", now: 0 });
  tee.step({
    type: "message",
    now: 0,
    text: JSON.stringify({ type: "error", code: "unsupported_version", sentence: "no" }),
  });
  tee.step({ type: "closed", now: 0 });
  expect(tee.deadline).toBe(10_000);
});

test("a relay that does not accept, welcome or answer pings is given up on", () => {
  const tee = new Tee(options);
  tee.step({ type: "start", now: 0 });
  expect(tee.step({ type: "timer", now: 10_000 })).toMatchObject([{ type: "close" }]);
  tee.step({ type: "timer", now: 11_000 });
  tee.step({ type: "opened", now: 11_000 });
  expect(tee.step({ type: "timer", now: 21_000 })).toMatchObject([{ type: "close" }]);
  tee.step({ type: "timer", now: 22_000 });
  tee.step({ type: "opened", now: 22_000 });
  tee.step({ type: "message", now: 22_000, text: welcome() });
  expect(tee.step({ type: "timer", now: 37_000 })).toEqual([{ type: "send", text: '{"type":"ping","sentAt":37000}' }]);
  const pong = JSON.stringify({ type: "pong", pingSentAt: 37_000, receivedAt: 1, sentAt: 1 });
  tee.step({ type: "message", now: 37_001, text: pong });
  expect(tee.step({ type: "timer", now: 52_000 })).toMatchObject([{ type: "send" }]);
  expect(tee.step({ type: "timer", now: 67_000 })).toMatchObject([{ type: "close" }]);
  expect(tee.state).toBe("waiting");
});

test("what the relay says is never believed without a look: garbage changes nothing and throws nothing", () => {
  const garbage = [
    "",
    "{",
    "null",
    "[]",
    '{"type":"ack"}',
    '{"type":"ack","acked":[{"deviceId":1}]}',
    '{"type":"welcome"}',
    "9".repeat(300_000),
  ];
  for (const text of garbage) {
    const { tee } = openTee();
    expect(tee.step({ type: "message", now: 0, text })).toEqual([]);
    expect(tee.state).toBe("open");
  }
});

test("every state answers every input without throwing", () => {
  const inputs: TeeInput["type"][] = ["start", "stop", "opened", "message", "closed", "timer", "flush"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...inputs), { maxLength: 40 }), (types) => {
      const tee = new Tee(options);
      let now = 0;
      for (const type of types) {
        tee.record(crossing());
        now += 5_000;
        tee.step(type === "message" ? { type, now, text: welcome() } : { type, now });
        expect(tee.deadline === null).toBe(tee.state === "idle");
      }
    }),
  );
});

test("[TEE-8] with a session clock it pings at once, and tells all four stamps of each pong to its own ping", () => {
  let clock = 50_000.7;
  const { tee, actions } = openTee({ clock: () => clock });
  expect(actions).toEqual([{ type: "send", text: '{"type":"ping","sentAt":50000}' }]);
  clock = 50_030;
  const pong = (pingSentAt: number) => JSON.stringify({ type: "pong", pingSentAt, receivedAt: 7, sentAt: 8 });
  expect(tee.step({ type: "message", now: 1, text: pong(1) })).toEqual([]);
  expect(tee.step({ type: "message", now: 1, text: pong(50_000) })).toEqual([
    { type: "send", text: '{"type":"clock","sentAt":50000,"receivedAt":7,"answeredAt":8,"backAt":50030}' },
  ]);
});

test("[TEE-7] [TEE-9] hello names whom it brings; the welcome says whether health values stay out", () => {
  const tee = new Tee({ ...options, speaksFor: ["watch0001"] });
  tee.step({ type: "start", now: 0 });
  const [said] = tee.step({ type: "opened", now: 0 });
  if (said?.type !== "send") throw new Error("a hello is said first");
  expect(TeeHello.parse(JSON.parse(said.text)).speaksFor).toEqual(["watch0001"]);
  expect(tee.isHealthRedacted).toBe(false);
  tee.step({ type: "message", now: 0, text: JSON.stringify({ ...JSON.parse(welcome()), redactHealth: true }) });
  expect(tee.isHealthRedacted).toBe(true);
});

test("[TEE-9] health values leave only where the user wants it and the line may carry them, also those held before", () => {
  const body = '{"kind":"x","heartRateBpm":131,"activeEnergyKcal":47.11}';
  const earlier = JSON.stringify({ observer, bootId: "boot-0", traceSeq: 1, ...crossing(body) });
  const bodiesSent = (includeHealth: boolean | undefined, redactHealth: boolean) => {
    const choice = includeHealth === undefined ? {} : { includeHealth };
    const tee = new Tee({ ...options, ...choice, backlog: [{ bootId: "boot-0", traceSeq: 1, text: earlier }] });
    const held = tee.record(crossing(body));
    tee.step({ type: "start", now: 0 });
    tee.step({ type: "opened", now: 0 });
    const said = { ...JSON.parse(welcome()), ...(redactHealth ? { redactHealth } : {}) };
    const frames = sentFrames(tee.step({ type: "message", now: 0, text: JSON.stringify(said) }));
    expect(frames).toHaveLength(2);
    expect(frames.every(({ redacted }) => redacted === true)).toBe(redactHealth || !includeHealth);
    expect(held?.text.includes("131")).toBe(includeHealth === true);
    return new Set(frames.map((frame) => frame.body));
  };
  const left = new Set(['{"kind":"x","heartRateBpm":0,"activeEnergyKcal":50}']);
  expect(bodiesSent(undefined, false)).toEqual(left);
  expect(bodiesSent(false, true)).toEqual(left);
  expect(bodiesSent(true, true)).toEqual(left);
  expect(bodiesSent(true, false)).toEqual(new Set([body]));
});
