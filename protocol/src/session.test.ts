import { describe, expect, test } from "vitest";
import { limits } from "./limits.ts";
import { SessionState, sequenceOf } from "./session.ts";
import { epochMs, haveOf, meta, Pen, phoneId, sessionId, snapshotOf, watchId } from "./testing/index.ts";

function sessionOf(...events: ReturnType<Pen["started"]>[]): SessionState {
  const session = new SessionState(sessionId);
  for (const event of events) session.receive(event, "message", epochMs);
  return session;
}

describe("a session that receives events", () => {
  test("[SES-1] is a shell until session_started comes, and live until it ends", () => {
    const phone = new Pen();
    const session = sessionOf();
    expect([session.isShell, session.isLive]).toEqual([true, false]);
    const started = phone.started();
    session.receive(phone.weight("squat.1", 105), "message", epochMs);
    expect([session.isShell, session.isLive]).toEqual([true, false]);
    session.receive(started, "userInfo", epochMs);
    expect([session.isShell, session.isLive]).toEqual([false, true]);
    session.receive(phone.discarded(), "message", epochMs);
    expect([session.isShell, session.isLive]).toEqual([false, false]);
  });

  test("[REV-2] R rises by every event, also by one that changes nothing", () => {
    const phone = new Pen();
    const watch = new Pen(watchId);
    const started = phone.started();
    const session = sessionOf(started, phone.weight("squat.1", 105, { revision: 90 }));
    session.receive(watch.weight("squat.1", 1, { revision: 40 }), "message", epochMs);
    expect(session.revision).toBe(90);
    session.receive({ ...started, revision: 95 }, "message", epochMs);
    expect(session.revision).toBe(95);
  });

  test("[RCV-6] every transport leads to the same state", () => {
    const digests = (["message", "userInfo", "applicationContext", "file", "relay"] as const).map((transport) => {
      const phone = new Pen();
      const session = new SessionState(sessionId);
      for (const event of [phone.started(), phone.weight("squat.1", 1)]) session.receive(event, transport, epochMs);
      return session.digest;
    });
    expect(new Set(digests).size).toBe(1);
  });

  test("[DUP-1] a duplicate is known by its seq: the same seq under another eventId changes nothing", () => {
    const phone = new Pen();
    const session = sessionOf(phone.started(), phone.weight("squat.1", 105));
    const before = session.digest;
    const { verdict, changed } = session.receive(
      new Pen().weight("squat.1", 999, { seq: 2, revision: 50, eventId: "other" }),
      "message",
      epochMs,
    );
    expect(verdict.verdict).toBe("duplicate");
    expect(changed).toEqual([]);
    expect(session.digest).toBe(before);
  });

  test("[DUP-2] where it first came from is told while it is remembered, and no more after 512 others", () => {
    const phone = new Pen();
    const started = phone.started();
    const session = new SessionState(sessionId);
    session.receive(started, "userInfo", epochMs + 5);
    expect(session.receive(started, "message", epochMs).verdict).toMatchObject({
      verdict: "duplicate",
      firstSeen: { transport: "userInfo", at: epochMs + 5 },
    });
    for (let i = 0; i < limits.traceEvents; i++) session.receive(phone.weight("squat.1", i), "message", epochMs);
    expect(session.receive(started, "message", epochMs).verdict).not.toHaveProperty("firstSeen");
  });

  test.each([
    ["payload", { payload: { setId: "squat.1", weight: 1 } }],
    ["revision", { revision: 77 }],
    ["kind", { eventType: "session_discarded", payload: {} }],
    ["writes", { writes: { tempo: 1 } }],
    ["seq", { seq: 9 }],
  ])("[DUP-2] an eventId that comes back with another %s is a violation, and is merged all the same", (_, change) => {
    const phone = new Pen();
    const session = sessionOf(phone.started());
    const event = phone.weight("squat.1", 105);
    session.receive(event, "message", epochMs);
    const merge = session.receive({ ...event, ...change } as never, "message", epochMs);
    expect(merge.violation).toContain(event.eventId);
    expect(merge.verdict.verdict).not.toBe("duplicate");
  });

  test("[DUP-2] the same event with its keys in another order is the same event", () => {
    const phone = new Pen();
    const session = sessionOf(phone.started());
    const event = phone.write("set_updated", { setId: "squat.1", weight: 1, reps: 2 });
    session.receive(event, "message", epochMs);
    const turned = JSON.parse(JSON.stringify({ ...event, payload: { reps: 2, weight: 1, setId: "squat.1" } }));
    expect(session.receive(turned, "message", epochMs).violation).toBeUndefined();
  });

  test("[EVT-7] a health update is in no vector, even if it carries a seq", () => {
    const watch = new Pen(watchId);
    const reading = { ...watch.write("health_update", { heartRateBpm: 99, measuredAt: 1 }), seq: 4 };
    expect(sequenceOf(reading)).toBeUndefined();
    const session = sessionOf(reading);
    expect(session.vector.size).toBe(0);
    expect(session.receive(reading, "message", epochMs).verdict.verdict).toBe("applied");
  });

  test("[EVT-10] a kind of a newer version is sequenced by the seq it has", () => {
    const pen = new Pen();
    expect(sequenceOf(pen.writeForeign("superset_linked", {}))).toBe(1);
    expect(sequenceOf({ ...pen.writeForeign("cadence", {}), seq: undefined } as never)).toBeUndefined();
  });

  test("[HAVE-3] a vector takes 64 devices; the 65th is merged and not noted", () => {
    const session = new SessionState(sessionId);
    for (let i = 0; i <= limits.vectorDevices; i++) {
      const pen = new Pen(`device${String(i).padStart(4, "0")}`);
      session.receive(pen.weight("squat.1", i, { revision: i + 1 }), "message", epochMs);
    }
    expect(session.vector.size).toBe(limits.vectorDevices);
    expect(session.registers.value("set/squat.1/weight")).toBe(limits.vectorDevices);
  });

  test("[MRG-2] a collision is told by register, and the verdict does not claim that it was written", () => {
    const session = sessionOf(new Pen(watchId).weight("x", 110));
    const merge = session.receive(
      new Pen(watchId).weight("x", 99, { seq: 2, revision: 1, eventId: "w-2" }),
      "message",
      epochMs,
    );
    expect(merge).toMatchObject({
      changed: [],
      collisions: ["set/x/weight"],
      verdict: { verdict: "applied", registers: [] },
    });
    expect(session.registers.value("set/x/weight")).toBe(99);
  });
});

describe("a session that receives snapshots", () => {
  function theirs(): SessionState {
    const phone = new Pen();
    const watch = new Pen(watchId);
    return sessionOf(phone.started(), watch.weight("squat.1", 110, { revision: 5 }), watch.completed("squat.1"));
  }

  test("[SNP-1] one snapshot makes an empty session equal: registers, R and vector", () => {
    const whole = theirs();
    const session = new SessionState(sessionId);
    const { verdict } = session.receiveSnapshot(snapshotOf(whole), haveOf(whole)[sessionId]);
    expect(verdict.verdict).toBe("healed");
    expect(session.digest).toBe(whole.digest);
    expect(session.revision).toBe(whole.revision);
    expect([...session.vector]).toEqual([...whole.vector]);
  });

  test("[SNP-2] a snapshot undoes nothing that is newer here, in whatever order it comes among the events", () => {
    const phone = new Pen();
    const started = phone.started();
    const newer = phone.weight("squat.1", 200, { revision: 50 });
    const orders = [
      [started, "snapshot", newer],
      [started, newer, "snapshot"],
      ["snapshot", newer, started],
    ] as const;
    const digests = orders.map((order) => {
      const session = new SessionState(sessionId);
      for (const part of order) {
        if (part === "snapshot") session.receiveSnapshot(snapshotOf(theirs()), haveOf(theirs())[sessionId]);
        else session.receive(part, "message", epochMs);
      }
      expect(session.registers.value("set/squat.1/weight")).toBe(200);
      return session.digest;
    });
    expect(new Set(digests).size).toBe(1);
  });

  test("[VER-1] healed names what changed; again it is applied and no news; a longer vector alone is news", () => {
    const session = sessionOf();
    const snapshot = snapshotOf(theirs());
    expect(session.receiveSnapshot(snapshot, {}).verdict).toMatchObject({
      verdict: "healed",
      registers: Object.keys(snapshot.registers),
    });
    const nothingNew = { verdict: { sessionId, verdict: "applied", registers: [] }, isNews: false };
    expect(session.receiveSnapshot(snapshot, undefined)).toMatchObject(nothingNew);
    expect(session.receiveSnapshot(snapshot, { [phoneId]: { upTo: 1 } })).toMatchObject({
      ...nothingNew,
      isNews: true,
    });
    expect(session.receiveSnapshot(snapshot, { [phoneId]: { upTo: 1 } })).toMatchObject(nothingNew);
  });

  test("[HAVE-4] the vector that comes fills holes here and is never shortened", () => {
    const session = sessionOf(new Pen(watchId).weight("squat.1", 1, { seq: 3 }));
    expect(session.hasHoles).toBe(true);
    session.receiveSnapshot(snapshotOf(session), { [watchId]: { upTo: 2 } });
    expect(session.vector.get(watchId)).toEqual({ upTo: 3 });
    session.receiveSnapshot(snapshotOf(session), { [watchId]: { upTo: 1 } });
    expect(session.vector.get(watchId)).toEqual({ upTo: 3 });
  });

  test("[HEL-3] cells that come by themselves merge by their stamps and raise R", () => {
    const session = sessionOf();
    const { changed } = session.mergeCells({
      "health/watch0001/heartRateBpm": [40, watchId, { value: 120, measuredAt: 5 }],
      index: [41, watchId, 2],
    });
    expect(changed).toEqual(["health/watch0001/heartRateBpm", "index"]);
    expect(session.revision).toBe(41);
    expect(session.mergeCells({ index: [40, watchId, 9] }).changed).toEqual([]);
    expect(session.registers.value("meta")).toBeUndefined();
    expect(meta().startedAt).toBe(epochMs);
  });
});
