import { expect, test } from "vitest";
import {
  checkShape,
  DeviceSummary,
  type Finding,
  type Frame,
  type Packet,
  parseJson,
  Replica,
  SessionSummary,
} from "../index.ts";
import { buildFrame, Pen, Sender, sessionId } from "../testing/index.ts";
import type { ListedEntry } from "./listing.ts";
import { Projections } from "./projections.ts";

const phone = { deviceId: "phone0001", role: "phone" } as const;
const watch = { deviceId: "watch0001", role: "watch" } as const;
const meta = { startedAt: 1_000, clockId: "c1", routineName: "Push day", unit: "lb", exercises: [] };

function event(seq: number, eventType: string, payload: object, deviceId: string = phone.deviceId) {
  return {
    v: 1,
    sessionId: "s1",
    eventId: `${deviceId}-${seq}`,
    deviceId,
    seq,
    revision: seq * 10,
    timestamp: 1,
    eventType,
    payload,
  };
}

function packet(kind: string, more: object, deviceId: string = phone.deviceId): Packet {
  return { v: 1, kind, deviceId, role: deviceId.replace(/\d+/, ""), have: {}, ...more } as unknown as Packet;
}

/** Frames of two honest devices, with the verdicts and digests that the protocol's own merge gives. */
class Story {
  readonly projections = new Projections();
  readonly #replicas: Record<string, Replica> = {
    [phone.deviceId]: new Replica(phone.deviceId),
    [watch.deviceId]: new Replica(watch.deviceId),
  };
  readonly #traceSeqs: Record<string, number> = {};
  #entry = 0;

  local(observer: Frame["observer"], body: Packet, more: Partial<Frame> = {}): void {
    if (body.kind === "events") for (const each of body.events) this.#replica(observer).write(each, 1);
    this.fold({ observer, direction: "local", body: JSON.stringify(body), digests: this.#digests(observer), ...more });
  }

  received(observer: Frame["observer"], body: Packet, more: Partial<Frame> = {}): void {
    const { verdicts } = this.#replica(observer).receive(body, "message", 1);
    const [first] = verdicts;
    const verdict = first === undefined ? {} : { verdict: first.verdict, verdicts };
    this.fold({
      observer,
      direction: "received",
      transport: "message",
      body: JSON.stringify(body),
      digests: this.#digests(observer),
      ...verdict,
      ...more,
    });
  }

  sent(observer: Frame["observer"], body: Packet): void {
    this.fold({ observer, direction: "sent", transport: "message", body: JSON.stringify(body) });
  }

  fold(more: Partial<Frame>): void {
    const { deviceId } = more.observer ?? phone;
    const traceSeq = (this.#traceSeqs[deviceId] ?? 0) + 1;
    const frame = buildFrame({ traceSeq, ...more });
    this.#traceSeqs[deviceId] = frame.traceSeq;
    const entry: ListedEntry = { entry: ++this.#entry, receivedAt: 5_000 + this.#entry, frame, sessions: ["s1"] };
    this.projections.apply([entry]);
  }

  get summary(): SessionSummary {
    const summary = this.projections.sessions.summary("s1");
    expect(checkShape(SessionSummary, summary)).toMatchObject({ ok: true });
    return summary as SessionSummary;
  }

  get findings(): Finding[] {
    return this.summary.findings;
  }

  #replica({ deviceId }: Frame["observer"]): Replica {
    return this.#replicas[deviceId] as Replica;
  }

  #digests(observer: Frame["observer"]): Record<string, string> {
    return { s1: this.#replica(observer).session("s1").digest };
  }
}

const start = packet("events", { events: [event(1, "session_started", meta)] });

test("a session's summary follows its events: shell, active, ended, by the higher rank", () => {
  const story = new Story();
  story.fold({ body: "{}" });
  expect(story.summary).toMatchObject({ status: "shell", entries: 1, revision: 0, verdicts: {} });
  story.local(phone, start);
  story.received(watch, start);
  expect(story.summary).toMatchObject({
    status: "active",
    routineName: "Push day",
    startedAt: 1_000,
    revision: 10,
    entries: 3,
    verdicts: { applied: 1 },
  });
  story.local(phone, packet("events", { events: [event(2, "session_discarded", {})] }));
  expect(story.summary.status).toBe("discarded");
  const final = { role: "watch", endedAt: 2, durationMs: 1, outcome: "none" };
  story.local(
    watch,
    packet("events", { events: [event(1, "session_finished", final, watch.deviceId)] }, watch.deviceId),
  );
  expect(story.summary.status).toBe("finished");
  expect(story.summary.devices.map(({ deviceId }) => deviceId)).toEqual(["phone0001", "watch0001"]);
  expect(story.summary.findings).toEqual([]);
});

test("a session's duration runs on its starter's clock until the end is told, and the watch's word on it and on the calories counts", () => {
  const story = new Story();
  story.local(phone, start, { observedAt: 1_000 });
  story.received(watch, start, { observedAt: 999_000 });
  story.local(phone, packet("events", { events: [event(2, "exercise_index_changed", { index: 1 })] }), {
    observedAt: 61_000,
  });
  expect(story.summary).toMatchObject({ durationMs: 60_000 });
  expect(story.summary).not.toHaveProperty("activeEnergyKcal");
  const measured = (seq: number, activeEnergyKcal: number) =>
    event(seq, "health_update", { activeEnergyKcal, measuredAt: 2 }, watch.deviceId);
  const from = (...events: object[]) => packet("events", { events }, watch.deviceId);
  story.fold({ observer: watch, direction: "local", body: JSON.stringify(from(measured(4, 40), measured(3, 30))) });
  expect(story.summary.activeEnergyKcal).toBe(40);
  const final = (role: string, durationMs: number, activeEnergyKcal: number) => {
    const payload = { role, endedAt: 2, durationMs, outcome: "final", activeEnergyKcal };
    return event(
      role === "watch" ? 6 : 7,
      "session_finished",
      payload,
      role === "watch" ? watch.deviceId : phone.deviceId,
    );
  };
  story.fold({ observer: watch, direction: "local", body: JSON.stringify(from(final("watch", 70_000, 55))) });
  const phones = packet("events", { events: [final("phone", 90_000, 56)] });
  story.fold({ observer: phone, direction: "local", body: JSON.stringify(phones), observedAt: 500_000 });
  expect(story.summary).toMatchObject({ durationMs: 70_000, activeEnergyKcal: 56 });
  expect(story.summary).not.toHaveProperty("told");
});

test("what a device refused does not become the session's summary", () => {
  const story = new Story();
  const poison = { ...event(1, "session_started", meta, watch.deviceId), revision: 3_000_000_000 };
  story.received(phone, packet("events", { events: [poison] }, watch.deviceId));
  expect(story.summary).toMatchObject({ status: "shell", revision: 0, verdicts: { rejected: 1 } });
});

test("[OBS-2] an honest engine has no findings; one that reports another digest is named at that frame, once", () => {
  const story = new Story();
  story.local(phone, start);
  story.received(watch, start);
  expect(story.findings).toEqual([]);
  const edit = packet("events", { events: [event(2, "exercise_index_changed", { index: 1 })] });
  story.local(phone, edit);
  story.received(watch, edit, { digests: { s1: "ffffffffffffffff" } });
  expect(story.findings).toMatchObject([{ rule: "engine_mismatch", severity: "error", sessionId: "s1", entries: [4] }]);
  expect(story.findings[0]?.sentence).toContain("the watch reports the digest ffffffffffffffff");
  story.received(watch, edit, { digests: { s1: "ffffffffffffffff" } });
  expect(story.findings).toHaveLength(1);
});

test("[OBS-2] an engine that gives another verdict is named as well", () => {
  const story = new Story();
  story.local(phone, start);
  story.received(watch, start);
  story.received(watch, start, { verdict: "applied", verdicts: [{ verdict: "applied", registers: [] }] });
  expect(story.findings).toMatchObject([
    {
      rule: "engine_mismatch",
      sentence: expect.stringContaining("verdict applied where the protocol gives duplicate"),
    },
  ]);
});

test("[ENV-5] what a device claims to have dropped, time and again, stays a number that every reader takes", () => {
  const story = new Story();
  const most = 90_071_992_547_409;
  for (let i = 1; i <= 200; i++) story.fold({ bootId: `boot-${i}`, traceSeq: most, droppedBefore: most - 2 });
  const [device] = story.projections.devices.all();
  expect(DeviceSummary.parse(device).dropped).toBe(most);
  expect(parseJson(JSON.stringify(device)).ok).toBe(true);
  expect(story.projections.vitals.of("phone0001")).toMatchObject({ missing: 200 });
});

test("[TEE-3] frames that a tee dropped, and frames that never came, are told apart", () => {
  const story = new Story();
  story.local(phone, start);
  story.fold({ traceSeq: 5, droppedBefore: 3 });
  story.fold({ traceSeq: 10, droppedBefore: 1 });
  story.fold({ traceSeq: 11 });
  expect(
    story.findings.map(({ rule, sentence, entries }) => [rule, sentence.replace(/ (before|one never).*/, ""), entries]),
  ).toEqual([
    ["dropped_by_tee", "the phone's tee dropped 3 frames", [2]],
    ["dropped_by_tee", "the phone's tee dropped one frame", [3]],
    ["trace_gap", "3 frames of the phone", [3]],
  ]);
  expect(story.projections.devices.all()).toMatchObject([
    { deviceId: "phone0001", dropped: 4, traceSeq: 11, entries: 4 },
  ]);
});

test("[DRF-1] [OBS-5] two devices that say equal vectors and other digests have parted; it is said once a pair", () => {
  const story = new Story();
  const have = { s1: { phone0001: { upTo: 1 } } };
  const hello = (digest: string, deviceId: string, vectors: object = have, status = "active") =>
    packet("hello", { have: vectors, sessions: [{ sessionId: "s1", revision: 10, digest, status }] }, deviceId);
  story.sent(phone, hello("000000000000000a", "phone0001"));
  story.sent(watch, hello("000000000000000b", "watch0001", { s1: { phone0001: { upTo: 2 } } }));
  expect(story.findings).toEqual([]);
  story.sent(watch, hello("000000000000000b", "watch0001", have, "finished"));
  expect(story.findings).toEqual([]);
  story.sent(watch, hello("000000000000000b", "watch0001"));
  story.sent(phone, hello("000000000000000a", "phone0001"));
  expect(story.findings).toMatchObject([{ rule: "divergence", severity: "warning", entries: [1, 4] }]);
});

test("[FND-2] findings are bounded, and ids that spell a prototype's members are ids like any other", () => {
  const story = new Story();
  for (let i = 1; i <= 300; i++) story.fold({ traceSeq: i * 2 });
  expect(story.findings).toHaveLength(200);
  const projections = new Projections();
  const frame = buildFrame({ body: JSON.stringify(packet("hello", { sessions: [] })) });
  projections.apply([{ entry: 1, receivedAt: 1, frame, sessions: ["constructor", "tostring"] }]);
  expect(projections.sessions.summary("constructor")).toMatchObject({
    entries: 1,
    devices: [{ deviceId: "phone0001", role: "phone" }],
  });
});

test("an entry that a fold cannot take is a finding where it stands; the entries after it are folded", () => {
  const story = new Story();
  story.local(phone, start);
  const broken = { entry: 2, receivedAt: 1, sessions: ["s1"] } as unknown as ListedEntry;
  expect([...story.projections.apply([broken])]).toEqual(["s1"]);
  story.received(watch, start);
  expect(story.summary).toMatchObject({ entries: 2, findings: [{ rule: "unfoldable_entry", entries: [2] }] });
});

test("[PRJ-6] what is pruned goes, with its devices; what is left keeps its counts and says from where on it can be read", () => {
  const projections = new Projections();
  let entry = 0;
  const take = (observer: Frame["observer"], traceSeq: number, sessionId: string) =>
    projections.apply([
      { entry: ++entry, receivedAt: 1, frame: buildFrame({ observer, traceSeq }), sessions: [sessionId] },
    ]);
  take(watch, 1, "old");
  take(phone, 1, "old");
  take(phone, 2, "both");
  projections.sessions.changes(9);
  projections.devices.changes();
  take(phone, 3, "both");
  projections.prune(3);
  expect(projections.sessions.summary("old")).toBeUndefined();
  expect(projections.sessions.summary("both")).toMatchObject({ entries: 2, firstEntry: 3, prunedUpTo: 3 });
  expect(projections.sessions.changes(9)).toMatchObject({
    sessions: [{ sessionId: "both", prunedUpTo: 3, findings: { from: 0, added: [] } }],
    gone: ["old"],
  });
  expect(projections.devices.changes()).toMatchObject({
    devices: [{ deviceId: "phone0001", entries: 3 }],
    gone: ["watch0001"],
  });
  // A device that was forgotten comes back in the middle of its trace: no hole, and the next leap is one.
  take(watch, 40, "both");
  take(watch, 42, "both");
  expect(projections.sessions.summary("both")?.findings).toMatchObject([{ rule: "trace_gap", entries: [6] }]);
});

test("[TEE-12] late frames count, raise no false hole and move neither device nor digest back", () => {
  const projections = new Projections();
  let entry = 0;
  const take = (bootId: string, traceSeq: number, observedAt: number, digest: string) =>
    projections.apply([
      {
        entry: ++entry,
        receivedAt: 1,
        frame: buildFrame({ bootId, traceSeq, observedAt, queueDepth: traceSeq, digests: { s1: digest.repeat(16) } }),
        sessions: ["s1"],
      },
    ]);
  take("b2", 1, 200, "a");
  take("b2", 2, 201, "b");
  take("b1", 1, 100, "c");
  take("b1", 2, 101, "d");
  take("b2", 1, 200, "e");
  take("b2", 3, 202, "f");
  expect(projections.sessions.summary("s1")).toMatchObject({
    entries: 6,
    findings: [],
    devices: [{ deviceId: "phone0001", digest: "f".repeat(16) }],
  });
  take("b1", 3, 102, "0");
  expect(projections.sessions.summary("s1")?.devices).toMatchObject([{ digest: "f".repeat(16) }]);
  expect(projections.devices.all()).toMatchObject([
    { bootId: "b2", traceSeq: 3, queueDepth: 3, entries: 7, lastObservedAt: 202, lastEntry: 7 },
  ]);
  take("b1", 6, 103, "0");
  expect(projections.sessions.summary("s1")?.findings).toMatchObject([{ rule: "trace_gap", entries: [8] }]);
});

test("[PRJ-9] a frame that was deleted leaves no hole in its device's trace, and nothing behind it is judged", () => {
  const projections = new Projections();
  const pen = new Pen("phone0001");
  const start = new Sender("phone0001").events(pen.started());
  const say = (entry: number, traceSeq: number, more: Partial<Frame>, isRemoved?: boolean) =>
    projections.apply([
      {
        ...{ entry, receivedAt: 1, frame: buildFrame({ traceSeq, ...more }), sessions: isRemoved ? [] : [sessionId] },
        ...(isRemoved ? { isRemoved } : {}),
      },
    ]);
  say(1, 1, { direction: "local", body: JSON.stringify(start) });
  say(2, 2, { direction: "local", body: "" }, true);
  const edit = new Sender("phone0001").events(pen.weight("squat.1", 105));
  // With #2 unseen the digest is another than the fold's: that is no fault of the engine.
  say(3, 3, { direction: "local", body: JSON.stringify(edit), digests: { [sessionId]: "f".repeat(16) } });
  expect(projections.sessions.summary(sessionId)).toMatchObject({ entries: 2, findings: [] });
  expect(projections.devices.all()).toMatchObject([{ entries: 2, traceSeq: 3 }]);
});

test("[PRJ-9] a session that is forgotten is known no more, and one that goes on begins again", () => {
  const projections = new Projections();
  const pen = new Pen("phone0001");
  const say = (entry: number, body: object) =>
    projections.apply([
      {
        ...{ entry, receivedAt: 1, sessions: [sessionId] },
        frame: buildFrame({ traceSeq: entry, direction: "local", body: JSON.stringify(body) }),
      },
    ]);
  say(1, new Sender("phone0001").events(pen.started()));
  expect(projections.states.devices(sessionId)).toHaveLength(1);
  projections.forget(sessionId);
  const { sessions, outlines, delivery, divergence, states } = projections;
  expect([sessions.summary(sessionId), outlines.outline(sessionId), states.devices(sessionId)]).toEqual([
    ...[undefined, undefined, []],
  ]);
  expect([delivery.report(sessionId, 9), divergence.report(sessionId)]).toEqual([undefined, undefined]);
  expect(sessions.changes(9)).toEqual({ sessions: [], gone: [sessionId] });
  say(2, new Sender("phone0001").events(pen.weight("squat.1", 105)));
  expect(sessions.summary(sessionId)).toMatchObject({ entries: 1, firstEntry: 2, findings: [] });
});
