import { describe, expect, test } from "vitest";
import type { HelloPacket, SnapshotPacket } from "./packet.ts";
import {
  described,
  exchange,
  haveOf,
  LabDevice,
  notices,
  Pen,
  phoneId,
  Sender,
  sends,
  sessionId,
  snapshotOf,
  standingOf,
  trainingPair,
  watchId,
} from "./testing/index.ts";

const edit = (weight: number) => ({ act: "edit_set", sessionId, setId: "squat.1", weight }) as const;
const noticed = (device: LabDevice) => notices(device.take()).map(({ notice }) => notice);

/** Both devices tick and talk for so long. */
function live(a: LabDevice, b: LabDevice, forMs: number): void {
  for (let passed = 0; passed < forMs; passed += 15_000) {
    a.tick(15_000);
    b.tick(15_000);
    exchange(a, b);
  }
}

describe("hello", () => {
  test("[HEL-2] says of each open session where the device stands", () => {
    const { phone } = trainingPair();
    phone.act({ act: "measure", sessionId, heartRateBpm: 120 });
    phone.take();
    phone.reachable();
    const hello = phone.takeSent().find(({ packet }) => packet.kind === "hello")?.packet;
    const { state } = phone.session();
    expect(hello).toMatchObject({
      have: { [sessionId]: { [phoneId]: { upTo: 1 } } },
      sessions: [
        {
          sessionId,
          revision: state.revision,
          digest: state.digest,
          status: "active",
          health: { [`health/${phoneId}/heartRateBpm`]: [2, phoneId, { value: 120 }] },
        },
      ],
    });
  });

  test("[HEL-1] on activation and on becoming reachable at once, every 15 s of a live session, and not while out of reach", () => {
    const phone = new LabDevice().activate();
    expect(described(phone.takeSent())).toEqual(["message hello", "message ping"]);
    phone.start();
    phone.take();
    expect(described(sends(phone.tick(14_999).actions))).toEqual([]);
    expect(described(sends(phone.tick(1).actions))).toEqual(["message hello", "message ping"]);
    phone.reachable(false);
    expect(described(sends(phone.tick(60_000).actions))).toEqual([]);
    expect(described(sends(phone.reachable(true).actions))).toContain("message hello");
  });

  test("[HEL-4] with only ended sessions open the pause doubles, up to 16 minutes, and becoming reachable resets it", () => {
    const phone = new LabDevice().activate();
    phone.start();
    phone.act({ act: "discard", sessionId });
    phone.take();
    const pauses: number[] = [];
    let last = 0;
    while (pauses.length < 10) {
      if (described(sends(phone.tick(1_000).actions)).includes("message hello")) {
        pauses.push(phone.at - last);
        last = phone.at;
      }
    }
    expect(pauses).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 480_000, 960_000, 960_000, 960_000, 960_000]);
    phone.reachable(true);
    phone.take();
    expect(described(sends(phone.tick(30_000).actions))).toContain("message hello");
  });

  test("[HEL-1] a device without sessions says no more after its first", () => {
    const phone = new LabDevice().activate();
    phone.take();
    expect(sends(phone.tick(3_600_000).actions)).toEqual([]);
    expect(phone.engine.wakeAt(phone.now())).toBeNull();
  });

  test("[HEL-3] a session only the peer knows is answered with the empty vector, and so comes over", () => {
    const watch = new LabDevice(watchId).activate(false);
    watch.start();
    watch.take();
    const phone = new LabDevice().activate();
    phone.take();
    watch.reachable(true);
    const hello = watch.takeSent().find(({ packet }) => packet.kind === "hello");
    phone.receive(hello?.text as string);
    expect(phone.session().state.isShell).toBe(true);
    expect(phone.takeSent().find(({ packet }) => packet.kind === "ack")?.packet.have).toEqual({ [sessionId]: {} });
  });
});

describe("acknowledging", () => {
  test("[ACK-2] events are acknowledged once, by whatever leaves first", () => {
    const { phone } = trainingPair();
    phone.receive(new Sender(watchId).events(new Pen(watchId).weight("squat.1", 5, { revision: 9 })));
    const sent = phone.takeSent();
    expect(described(sent)).toEqual(["message ack"]);
    expect(sent[0]?.packet.have[sessionId]).toEqual({ [phoneId]: { upTo: 1 }, [watchId]: { upTo: 1 } });
    expect(sends(phone.tick().actions)).toEqual([]);
  });

  test("[ACK-2] [SNP-4] out of reach the context acknowledges", () => {
    const { phone } = trainingPair();
    phone.reachable(false);
    phone.at = 10_000;
    phone.receive(new Sender(watchId).events(new Pen(watchId).weight("squat.1", 5, { revision: 9 })), "userInfo");
    const sent = phone.takeSent();
    expect(described(sent)).toEqual(["applicationContext snapshot"]);
    expect(sent[0]?.packet.have[sessionId]).toMatchObject({ [watchId]: { upTo: 1 } });
  });

  test("[ACK-2] an ack is never answered: two devices with nothing to say are silent", () => {
    const { phone, watch } = trainingPair();
    phone.act(edit(105));
    watch.act(edit(106));
    expect(exchange(phone, watch)).toBeLessThan(12);
    expect([...phone.takeSent(), ...watch.takeSent()]).toEqual([]);
  });
});

describe("drift", () => {
  /** A watch whose store lost an edit behind its engine's back, though its vector says it came. */
  function driftedPair() {
    const pair = trainingPair();
    pair.phone.act(edit(105));
    exchange(pair.phone, pair.watch);
    pair.watch.corrupt(`cell/${sessionId}/set/squat.1/weight`, [1, phoneId, 100]);
    pair.watch.restart();
    return pair;
  }

  test("[DRF-1] [DRF-2] equal vectors and other digests are reported, and a snapshot heals what was lost", () => {
    const { phone, watch } = driftedPair();
    expect(watch.session().state.digest).not.toBe(phone.session().state.digest);
    watch.activate();
    exchange(phone, watch);
    expect(phone.outputs.flatMap(({ actions }) => notices(actions)).map(({ notice }) => notice)).toContain(
      "drift_detected",
    );
    live(phone, watch, 30_000);
    expect(watch.session().state.digest).toBe(phone.session().state.digest);
    expect(watch.session().state.registers.value("set/squat.1/weight")).toBe(105);
  });

  test("[DRF-1] one pair of digests is reported once, however often it is heard", () => {
    const { phone, watch } = trainingPair();
    const { state } = watch.session();
    const odd = new Sender(watchId, haveOf(state)).hello(standingOf(state, { digest: "0123456789abcdef" }));
    phone.take();
    for (let i = 0; i < 5; i++) phone.receive(odd);
    expect(noticed(phone)).toEqual(["drift_detected"]);
    phone.receive(new Sender(watchId, haveOf(state)).hello(standingOf(state, { digest: "1123456789abcdef" })));
    expect(noticed(phone)).toEqual(["drift_detected"]);
  });

  test("[DRF-3] drift that stands after a snapshot each way is a bug, and is called one, once", () => {
    const { phone, watch } = trainingPair();
    const { state } = watch.session();
    const have = haveOf(state);
    const odd = { digest: "0123456789abcdef" };
    phone.take();
    phone.receive(new Sender(watchId, have).hello(standingOf(state, odd)));
    expect(phone.takeSent().map(({ packet }) => packet.kind)).toContain("snapshot");
    for (let i = 0; i < 3; i++) phone.receive(new Sender(watchId, have).snapshot(snapshotOf(state, odd)));
    expect(noticed(phone)).toEqual(["drift_unhealed"]);
  });

  test("[DRF-1] other vectors, or a hole, are no drift: something is still on its way", () => {
    const { phone, watch } = trainingPair();
    const { state } = watch.session();
    const odd = standingOf(state, { digest: "0123456789abcdef" });
    phone.take();
    phone.receive(new Sender(watchId, { [sessionId]: { [phoneId]: { upTo: 1 }, [watchId]: { upTo: 7 } } }).hello(odd));
    phone.receive(new Sender(watchId).events(new Pen(watchId).weight("squat.1", 5, { seq: 3, revision: 9 })));
    phone.receive(
      new Sender(watchId, { [sessionId]: { [phoneId]: { upTo: 1 }, [watchId]: { upTo: 0, past: [3] } } }).hello(odd),
    );
    expect(noticed(phone)).toEqual([]);
  });

  test("[DRF-2] [DIG-4] after the end a difference in health alone is answered with a snapshot and is no drift", () => {
    const { phone, watch } = trainingPair();
    phone.act({ act: "discard", sessionId });
    exchange(phone, watch);
    watch
      .session()
      .state.mergeCells({ [`health/${watchId}/heartRateBpm`]: [50, watchId, { value: 99, measuredAt: 1 }] });
    const { state } = watch.session();
    phone.take();
    phone.receive(
      new Sender(watchId, haveOf(state)).snapshot({
        ...snapshotOf(state),
        registers: phone.session().state.registers.toMap(),
      }),
    );
    expect(noticed(phone)).not.toContain("drift_unhealed");
  });

  test("[DRV-2] where the digests agree the counts must; a peer that derives otherwise is reported", () => {
    const { phone, watch } = trainingPair();
    const { state } = watch.session();
    phone.take();
    const told = (derived: object) => {
      const derivedAll = {
        elapsedSeconds: 999,
        activeRestRemainingSeconds: 999,
        completedSetsCount: 0,
        volumeLbs: 0,
        ...derived,
      };
      phone.receive(new Sender(watchId, haveOf(state)).snapshot(snapshotOf(state, { derived: derivedAll })));
      return notices(phone.take()).map(({ sentence }) => sentence);
    };
    expect(told({})).toEqual([]);
    expect(told({ volumeLbs: 500 })).toEqual(["session s-1: volumeLbs is 0 here and 500 at the peer, from one digest"]);
    expect(told({ completedSetsCount: 3 })).toHaveLength(1);
  });
});

describe("closing", () => {
  function ended() {
    const pair = trainingPair();
    pair.phone.at = pair.watch.at = 600_000;
    pair.phone.act({ act: "finish", sessionId, outcome: "none" });
    exchange(pair.phone, pair.watch);
    return pair;
  }

  test("[CLO-1] both close once each has heard the other say the same, and then are silent", () => {
    const { phone, watch } = ended();
    live(phone, watch, 120_000);
    expect([phone.session().closed?.deviceId, watch.session().closed?.deviceId]).toEqual([watchId, phoneId]);
    phone.take();
    watch.take();
    phone.tick(3_600_000);
    watch.tick(3_600_000);
    expect([...phone.takeSent(), ...watch.takeSent()]).toEqual([]);
    expect(phone.engine.wakeAt(phone.now())).toBeNull();
  });

  test("[CLO-1] closing deletes nothing: the cells are there, in memory and in the store", () => {
    const { phone, watch } = ended();
    live(phone, watch, 60_000);
    expect(phone.keys.filter((key) => key.startsWith("cell/")).length).toBe(phone.session().state.registers.size);
    expect(phone.restart().session().closed).not.toBeNull();
  });

  test("[CLO-1] a live session, one with a hole, and one with own events on the way are not closed", () => {
    const { phone, watch } = trainingPair();
    live(phone, watch, 60_000);
    expect(phone.session().closed).toBeNull();
    phone.act({ act: "discard", sessionId });
    expect(phone.session().canClose).toBe(false);
    expect(phone.session().outbox.size).toBe(1);
  });

  test("[CLO-2] a late cell reopens it, on both devices, until they have said the same again", () => {
    const { phone, watch } = ended();
    live(phone, watch, 120_000);
    phone.receive(new Sender(watchId).events(new Pen(watchId).completed("squat.1", true, { seq: 1, revision: 50 })));
    expect(phone.session().closed).toBeNull();
    live(phone, watch, 120_000);
    expect([phone.session().closed?.deviceId, watch.session().closed?.deviceId]).toEqual([watchId, phoneId]);
    expect(watch.session().state.digest).toBe(phone.session().state.digest);
  });

  test("[CLO-2] a frame from another device reopens it: the app was installed anew and knows nothing", () => {
    const { phone, watch } = ended();
    live(phone, watch, 120_000);
    phone.take();
    phone.receive(new Sender("newwatch1").hello());
    expect(phone.session().closed).toBeNull();
    const snapshot = phone.takeSent().find(({ channel }) => channel === "applicationContext")?.packet as SnapshotPacket;
    expect(snapshot.sessions.map((each) => each.sessionId)).toEqual([sessionId]);
  });

  test("[CLO-2] the new device learns of it, and both close it again", () => {
    const { phone, watch } = ended();
    live(phone, watch, 120_000);
    phone.take();
    const anew = new LabDevice("newwatch1");
    anew.at = phone.at;
    anew.activate();
    exchange(phone, anew);
    live(phone, anew, 60_000);
    expect(anew.session().state.digest).toBe(phone.session().state.digest);
    expect([phone.session().closed?.deviceId, anew.session().closed?.deviceId]).toEqual(["newwatch1", phoneId]);
  });

  test("[CLO-3] a peer that still mentions a closed session is answered, once for each time it asks, and never for ever", () => {
    const { phone, watch } = ended();
    live(phone, watch, 120_000);
    const { state } = watch.session();
    phone.take();
    phone.receive(new Sender(watchId, haveOf(state)).hello(standingOf(state)));
    const answers = phone.takeSent();
    expect(answers.map(({ packet }) => packet.kind)).toEqual(["hello"]);
    const [answer] = answers as unknown as [{ packet: HelloPacket }];
    expect(answer.packet.sessions).toMatchObject([{ sessionId, closed: true }]);
    phone.receive(new Sender(watchId, haveOf(state)).hello(standingOf(state, { closed: true })));
    expect(phone.takeSent()).toEqual([]);
  });

  test("[CLO-3] two devices that close at the same moment do not answer each other's answers", () => {
    const { phone, watch } = ended();
    for (let i = 0; i < 5; i++) {
      phone.reachable(true);
      watch.reachable(true);
      expect(exchange(phone, watch)).toBeLessThan(20);
    }
  });

  test("[CLO-4] thirty days after it was closed a session is forgotten but for its id, and [CLO-5] nothing rises from it", () => {
    const { phone, watch } = ended();
    live(phone, watch, 120_000);
    phone.at += 2_592_000_000;
    phone.restart().activate(false);
    expect(phone.engine.sessions.size).toBe(0);
    expect(phone.keys).toEqual(expect.arrayContaining([`tombstone/${sessionId}`]));
    expect(phone.keys.filter((key) => key.includes(`/${sessionId}`))).toEqual([`tombstone/${sessionId}`]);
    const late = new Sender(watchId, haveOf(watch.session().state));
    for (const packet of [
      late.events(new Pen(watchId).completed("squat.1", true, { seq: 3, revision: 700 })),
      late.snapshot(snapshotOf(watch.session().state)),
    ]) {
      expect(phone.receive(packet).verdicts).toMatchObject([{ sessionId, verdict: "ended" }]);
    }
    phone.receive(late.hello(standingOf(watch.session().state)));
    expect(phone.engine.sessions.size).toBe(0);
  });

  test("[CLO-4] of more than 50 closed sessions the oldest go", () => {
    const cells = Array.from(
      { length: 60 },
      (_, i) =>
        [
          `session/s-${i}`,
          { revision: 1, seq: 0, have: {}, closed: { deviceId: watchId, at: 1_800_000_000_000 + i } },
        ] as const,
    );
    const phone = new LabDevice(phoneId, cells).activate(false);
    expect(phone.engine.sessions.size).toBe(50);
    expect(phone.engine.sessions.has("s-9")).toBe(false);
    expect(phone.engine.sessions.has("s-10")).toBe(true);
    expect(phone.keys.filter((key) => key.startsWith("tombstone/"))).toHaveLength(10);
  });

  test("[CLO-4] ten thousand ids are remembered, the newest", () => {
    const cells = Array.from({ length: 10_005 }, (_, i) => [`tombstone/s-${i}`, true] as const);
    const phone = new LabDevice(phoneId, cells).activate(false);
    expect(phone.keys.filter((key) => key.startsWith("tombstone/"))).toHaveLength(10_000);
    expect(phone.keys).not.toContain("tombstone/s-4");
    expect(phone.keys).toContain("tombstone/s-10004");
  });

  test("[CLO-6] a phone without a watch forgets an ended session as if it had been closed when it ended; a watch keeps it", () => {
    for (const [deviceId, left] of [
      [phoneId, 0],
      [watchId, 1],
    ] as const) {
      const device = new LabDevice(deviceId).activate(false);
      device.start();
      device.at = 60_000;
      device.act({ act: "finish", sessionId, outcome: "none" });
      device.at += 2_591_999_999;
      device.restart().activate(false);
      expect(device.engine.sessions.size).toBe(1);
      device.at += 1;
      device.restart().activate(false);
      expect(device.engine.sessions.size).toBe(left);
    }
  });
});

describe("a snapshot in answer", () => {
  test("[OUT-7] what the outbox no longer holds comes by snapshot, not sooner than two seconds after the last", () => {
    const { phone, watch } = trainingPair();
    phone.take();
    const nothing = new Sender(watchId, { [sessionId]: {} }).hello({ sessionId, revision: 0, digest: "0".repeat(16) });
    phone.at = 5_000;
    phone.receive(nothing);
    const snapshot = phone.takeSent().find(({ packet }) => packet.kind === "snapshot")?.packet as SnapshotPacket;
    expect(snapshot.sessions[0]?.digest).toBe(watch.session().state.digest);
    phone.at = 6_999;
    phone.receive(nothing);
    expect(phone.takeSent().map(({ packet }) => packet.kind)).not.toContain("snapshot");
    phone.at = 7_000;
    phone.receive(nothing);
    expect(phone.takeSent().map(({ packet }) => packet.kind)).toContain("snapshot");
  });

  test("[OUT-7] a third device's edits, which no outbox here holds, come by snapshot too", () => {
    const { phone } = trainingPair();
    phone.receive(new Sender("oldwatch1").events(new Pen("oldwatch1").weight("squat.1", 7, { revision: 9 })));
    phone.take();
    phone.at = 5_000;
    phone.receive(
      new Sender(watchId, { [sessionId]: { [phoneId]: { upTo: 1 } } }).hello({
        sessionId,
        revision: 1,
        digest: "0".repeat(16),
      }),
    );
    expect(phone.takeSent().map(({ packet }) => packet.kind)).toContain("snapshot");
  });
});
