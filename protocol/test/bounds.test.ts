import { expect, test } from "vitest";
import { byteLength, limits } from "../src/index.ts";
import { countIds, exchange, LabDevice, Pen, phoneId, trainingPair, watchId } from "../src/testing/index.ts";

const sessionId = "s-1";
const head = { v: 1, role: "watch", deviceId: watchId, have: {} } as const;
const weigh = (weight: number) => ({ act: "edit_set", sessionId, setId: "squat.1", weight }) as const;

test("invariant 14 [OUT-5] [SNP-2] the outbox holds 2,000 events; a snapshot answers for the older ones", () => {
  const { phone, watch } = trainingPair();
  phone.reachable(false);
  watch.reachable(false);
  for (let i = 0; i < 2_100; i++) {
    phone.at += 100;
    phone.act(weigh(i % 500));
  }
  expect(phone.engine.queueDepth).toBe(limits.outboxEvents);
  phone.take();
  watch.at = phone.at;
  for (let round = 0; round < 3; round++) {
    phone.reachable(false);
    watch.reachable(false);
    phone.reachable(true);
    watch.reachable(true);
    exchange(phone, watch, 1_000);
    phone.at += 20_000;
    watch.at += 20_000;
  }
  expect(watch.session().state.digest).toBe(phone.session().state.digest);
  expect(phone.engine.queueDepth).toBe(0);
});

test("invariant 14 [OUT-6] [LNK-2] a long absence leaves in packets of at most 48 KB, in the author's order", () => {
  const { phone } = trainingPair();
  phone.reachable(false);
  for (let i = 0; i < 1_000; i++) phone.act(weigh(i % 500));
  phone.take();
  phone.reachable(true);
  const seqs: number[] = [];
  for (const { channel, packet, text } of phone.takeSent()) {
    if (packet.kind !== "events" || channel !== "message") continue;
    expect(byteLength(text)).toBeLessThanOrEqual(limits.packetSplitBytes);
    for (const { seq } of packet.events) if (seq !== undefined) seqs.push(seq);
  }
  expect(seqs).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 2));
});

test("invariant 14 [HAVE-3] 256 seqs past a hole are remembered; the rest is merged all the same, and a filled hole loses nothing", () => {
  const { phone } = trainingPair();
  const pen = new Pen(watchId);
  pen.revision = 10;
  const events = Array.from({ length: 400 }, (_, i) => pen.weight("squat.1", i));
  for (const event of events.slice(1).reverse()) phone.receive({ ...head, kind: "events", events: [event] });
  const part = () => phone.session().state.vector.get(watchId);
  expect(part()?.upTo).toBe(0);
  expect(part()?.past).toHaveLength(limits.past);
  expect(phone.session().state.registers.value("set/squat.1/weight")).toBe(399);
  phone.receive({ ...head, kind: "events", events });
  expect(part()).toEqual({ upTo: 400 });
});

test("invariant 14 [HAVE-3] [BND-4] a vector holds 64 devices, and a phone keeps no more sessions than it has room for", () => {
  const { phone } = trainingPair();
  const mint = countIds("device");
  for (let i = 0; i < 100; i++) {
    const deviceId = mint().replace("-", "").padEnd(9, "0");
    const pen = new Pen(deviceId);
    phone.receive({ ...head, deviceId, kind: "events", events: [pen.weight("squat.2", i)] });
  }
  expect(phone.session().state.vector.size).toBeLessThanOrEqual(limits.vectorDevices);
  for (let i = 0; i < 200; i++) {
    const events = [new Pen(watchId, `s-${i + 2}`).started()];
    phone.receive({ ...head, kind: "events", events });
  }
  expect(phone.engine.sessions.size).toBeLessThanOrEqual(limits.openSessions + limits.closedSessions);
});

test("invariant 14 [DUP-2] a session remembers no more than 512 eventIds, and needs none to find a duplicate [DUP-1]", () => {
  const { phone } = trainingPair();
  const pen = new Pen(watchId);
  pen.revision = 10;
  const events = Array.from({ length: 600 }, (_, i) => pen.weight("squat.1", i));
  phone.receive({ ...head, kind: "events", events });
  const again = phone.receive({ ...head, kind: "events", events: [events[0] as (typeof events)[0]] });
  expect(again.verdicts).toMatchObject([{ verdict: "duplicate" }]);
  expect(again.verdicts?.[0]).not.toHaveProperty("firstSeen");
});

test("invariant 18 [EVT-10] [REG-2] [ENV-7] what a newer version writes survives the round trip through this one, restart and all", () => {
  const { phone } = trainingPair();
  const pen = new Pen(watchId);
  pen.revision = 20;
  const writes = { tempo: { beats: 4, of: [1, 2.5, "x"] }, "set/squat.1/rpe": 8.5 };
  const foreign = pen.writeForeign("tempo_changed", { beats: 4, note: "new" }, { writes });
  const wider = { ...pen.weight("squat.1", 120), payload: { setId: "squat.1", weight: 120, grip: "wide" } };
  const finished = pen.finished({ outcome: "none", mood: "good" } as object);
  const received = phone.receive({
    ...head,
    future: true,
    kind: "events",
    events: [foreign, wider, finished],
  } as never);
  expect(received.verdicts?.map(({ verdict }) => verdict)).toEqual(["applied", "applied", "applied"]);

  phone.restart().activate();
  const snapshots = phone.takeSent().filter(({ packet }) => packet.kind === "snapshot");
  const newer = new LabDevice("newer0001").activate();
  for (const { text } of snapshots) newer.receive(text, "applicationContext");
  const { registers } = newer.session().state;
  expect(registers.value("tempo")).toEqual(writes.tempo);
  expect(registers.value("set/squat.1/rpe")).toBe(8.5);
  expect(registers.value(`final/${watchId}`)).toMatchObject({ mood: "good" });
  expect(registers.get("tempo")).toMatchObject({ revision: foreign.revision, deviceId: watchId });
  expect(newer.session().state.digest).toBe(phone.session().state.digest);
  expect(newer.session().state.vector.get(watchId)).toEqual({ upTo: 3 });
  expect(newer.session().state.vector.get(phoneId)).toEqual({ upTo: 1 });
});
