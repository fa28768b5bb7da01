import { describe, expect, test } from "vitest";
import { limits } from "./limits.ts";
import type { Packet } from "./packet.ts";
import { Replica } from "./replica.ts";
import { SessionState } from "./session.ts";
import { epochMs, haveOf, Pen, phoneId, Sender, sessionId, snapshotOf, standingOf, watchId } from "./testing/index.ts";

const watch = () => new Pen(watchId);
const fromWatch = (have = {}) => new Sender(watchId, have);

function receive(replica: Replica, packet: Packet) {
  return replica.receive(packet, "message", epochMs);
}

/** All that a replica holds, to see that a refused packet has changed none of it. */
function held(replica: Replica): string {
  return JSON.stringify(
    [...replica.sessions].map(([id, { revision, vector, registers }]) => [
      id,
      revision,
      [...vector],
      registers.toMap(),
    ]),
  );
}

function replicaOfOne(): Replica {
  const replica = new Replica(phoneId);
  replica.write(new Pen().started(), epochMs);
  return replica;
}

describe("a packet is taken whole or not at all", () => {
  const good = watch().weight("squat.1", 110, { revision: 3 });
  const refused: [rule: string, code: string, packet: Packet][] = [
    ["RCV-7", "wrong_author", fromWatch().events(good, { ...good, deviceId: "other0001", eventId: "x" })],
    [
      "BND-3",
      "revision_out_of_bounds",
      fromWatch().events(good, watch().weight("squat.2", 1, { revision: 1_864_001, seq: 2 })),
    ],
    [
      "BND-3",
      "revision_out_of_bounds",
      fromWatch().snapshot({ sessionId, revision: 1_864_001, digest: "0".repeat(16), registers: {} }),
    ],
    [
      "BND-3",
      "revision_out_of_bounds",
      fromWatch().snapshot({
        sessionId,
        revision: 1,
        digest: "0".repeat(16),
        registers: { index: [1, watchId, 2], rest: [2_000_000_001, watchId, null] },
      }),
    ],
    ["BND-3", "revision_out_of_bounds", fromWatch().hello({ sessionId, revision: 1_864_001, digest: "0".repeat(16) })],
    [
      "BND-3",
      "revision_out_of_bounds",
      fromWatch().hello({
        sessionId,
        revision: 1,
        digest: "0".repeat(16),
        health: { "health/watch0001/heartRateBpm": [1_864_001, watchId, { value: 1, measuredAt: 1 }] },
      }),
    ],
  ];

  test.each(refused)("[%s] [BND-5] [RCV-1] %s: nothing of it is merged", (_, code, packet) => {
    const replica = replicaOfOne();
    const before = held(replica);
    const { verdicts, merges } = receive(replica, packet);
    expect(verdicts).toMatchObject([{ verdict: "rejected", code }]);
    expect(merges).toEqual([]);
    expect(held(replica)).toBe(before);
  });

  test("[BND-3] the bound moves with R: what was beyond any hope is taken once R is near", () => {
    const replica = replicaOfOne();
    const far = fromWatch().events(watch().weight("squat.1", 1, { revision: 2_500_000 }));
    expect(receive(replica, far).verdicts[0]?.verdict).toBe("rejected");
    receive(replica, fromWatch().hello({ sessionId, revision: 1_800_000, digest: "0".repeat(16) }));
    expect(receive(replica, far).verdicts[0]?.verdict).toBe("applied");
  });

  test("[BND-4] [CLO-5] where a device's own sessions fill all the room, what opens none is judged all the same", () => {
    const replica = new Replica(phoneId, (sessionId) => sessionId === "s-gone");
    const room = limits.openSessions + limits.closedSessions;
    for (let i = 0; i <= room; i++) replica.write(new Pen(phoneId, `s-${i}`).started(), 0);
    const { verdicts } = receive(replica, fromWatch().events(new Pen(watchId, "s-gone").discarded()));
    expect(verdicts).toMatchObject([{ verdict: "ended" }]);
  });

  test("[BND-4] sessions have room for 64 open and 50 closed ones", () => {
    const replica = new Replica(phoneId);
    const room = limits.openSessions + limits.closedSessions;
    for (let i = 0; i < room; i++) receive(replica, fromWatch().events(new Pen(watchId, `s-${i}`).discarded()));
    expect(replica.sessions.size).toBe(room);
    const { verdicts } = receive(replica, fromWatch().events(new Pen(watchId, "s-new").discarded()));
    expect(verdicts).toMatchObject([{ verdict: "rejected", code: "too_many_sessions" }]);
    expect(
      receive(replica, fromWatch().events(new Pen(watchId, "s-0").weight("x", 1, { seq: 2 }))).verdicts[0]?.verdict,
    ).toBe("applied");
  });
});

describe("what each kind of packet does", () => {
  test("[RCV-8] the receiver's own packet is foreign, of whatever kind", () => {
    const replica = replicaOfOne();
    const before = held(replica);
    const own = new Sender(phoneId);
    for (const packet of [own.events(new Pen().discarded()), own.ack(), own.hello(), own.snapshot(), own.ping()]) {
      expect(receive(replica, packet).verdicts).toEqual([{ verdict: "foreign", deviceId: phoneId }]);
    }
    expect(held(replica)).toBe(before);
  });

  test("[RCV-5] an event of an unknown session opens a shell", () => {
    const replica = new Replica(phoneId);
    receive(replica, fromWatch().events(watch().weight("squat.1", 1, { seq: 4 })));
    expect(replica.sessions.get(sessionId)?.isShell).toBe(true);
  });

  test("[VER-1] one verdict per event, in order", () => {
    const pen = watch();
    const { verdicts } = receive(
      new Replica(phoneId),
      fromWatch().events(pen.started(), pen.weight("squat.1", 1), pen.completed("squat.1")),
    );
    expect(verdicts.map(({ seq, verdict }) => [seq, verdict])).toEqual([
      [1, "applied"],
      [2, "applied"],
      [3, "applied"],
    ]);
  });

  test("[VER-1] one verdict per session of a snapshot, none for an ack, a ping or a pong", () => {
    const session = new SessionState(sessionId);
    session.receive(watch().started(), "message", epochMs);
    const replica = new Replica(phoneId);
    expect(receive(replica, fromWatch(haveOf(session)).snapshot(snapshotOf(session))).verdicts).toHaveLength(1);
    for (const packet of [fromWatch().ack(), fromWatch().ping(), fromWatch().pong()]) {
      expect(receive(replica, packet)).toEqual({ verdicts: [], merges: [] });
    }
  });

  test("[HEL-3] a hello gives a verdict when its health cells changed something, and none when they did not", () => {
    const theirs = new SessionState(sessionId);
    const pen = watch();
    for (const event of [pen.started(), pen.write("health_update", { heartRateBpm: 120, measuredAt: 1 })])
      theirs.receive(event, "message", epochMs);
    const replica = replicaOfOne();
    expect(receive(replica, fromWatch().hello(standingOf(theirs))).verdicts).toMatchObject([
      { verdict: "applied", registers: ["health/watch0001/heartRateBpm"] },
    ]);
    expect(receive(replica, fromWatch().hello(standingOf(theirs))).verdicts).toEqual([]);
    expect(replica.sessions.get(sessionId)?.revision).toBe(theirs.revision);
  });

  test("[HEL-3] a hello of a session that is not known opens an empty shell that has heard the revision", () => {
    const replica = new Replica(phoneId);
    const health = {
      "health/watch0001/heartRateBpm": [4, watchId, { value: 1, measuredAt: 1 }] as [number, string, object],
    };
    receive(replica, fromWatch().hello({ sessionId, revision: 5, digest: "0".repeat(16), health: health as never }));
    const session = replica.sessions.get(sessionId);
    expect([session?.isShell, session?.revision, session?.registers.size]).toEqual([true, 5, 0]);
  });

  test("[CLO-5] what comes for a forgotten session is ended, and the rest of the packet is merged", () => {
    const replica = new Replica(phoneId, (id) => id === "s-0");
    const { verdicts } = receive(replica, fromWatch().events(new Pen(watchId, "s-0").discarded(), watch().started()));
    expect(verdicts.map(({ sessionId, verdict }) => [sessionId, verdict])).toEqual([
      ["s-0", "ended"],
      ["s-1", "applied"],
    ]);
    expect([...replica.sessions.keys()]).toEqual(["s-1"]);
  });

  test("[CLO-5] a forgotten session takes no room", () => {
    const replica = new Replica(phoneId, () => true);
    const events = Array.from({ length: 200 }, (_, i) => new Pen(watchId, `s-${i}`).discarded());
    expect(receive(replica, fromWatch().events(...events)).verdicts.every(({ verdict }) => verdict === "ended")).toBe(
      true,
    );
  });

  test("[MRG-4] a set that comes after the end is merged", () => {
    const replica = replicaOfOne();
    replica.write(new Pen().finished({}, { seq: 2, revision: 9 }), epochMs);
    receive(replica, fromWatch().events(watch().completed("squat.1", true, { revision: 4 })));
    const session = replica.sessions.get(sessionId);
    expect(session?.registers.value("set/squat.1/isCompleted")).toBe(true);
    expect(session?.registers.status).toBe("finished");
  });
});
