import {
  type Packet,
  type RegisterMap,
  Replica,
  SessionState,
  type Transport,
  toVector,
  type Vector,
} from "../../src/index.ts";
import { epochMs, exercise, Pen, phoneId, Sender, sessionId, snapshotOf, watchId } from "../../src/testing/index.ts";

/** A session as it can be put in place: cells with their stamps, R, and the vector. */
export interface SessionContent {
  revision: number;
  registers: RegisterMap;
  have: Vector;
}

export interface Crossing {
  transport: Transport;
  at: number;
  packet: Packet;
}

export interface Reception {
  rule: string;
  why: string;
  deviceId: string;
  before: { sessions: Record<string, SessionContent>; forgotten: string[]; received: Crossing[] };
  input: Crossing;
  after: { sessions: Record<string, SessionContent & { digest: string }>; verdicts: unknown[] };
}

/** A replica with that content, by nothing but merging; what it received before counts as received. */
export function replicaWith({ deviceId, before }: Pick<Reception, "deviceId" | "before">): Replica {
  const replica = new Replica(deviceId, (id) => before.forgotten.includes(id));
  for (const [id, { revision, registers, have }] of Object.entries(before.sessions)) {
    replica.session(id).receiveSnapshot({ sessionId: id, revision, digest: "0".repeat(16), registers }, have);
  }
  for (const { packet, transport, at } of before.received) replica.receive(packet, transport, at);
  return replica;
}

/** What a replica holds, session by session. */
export function contentOf(replica: Replica): Reception["after"]["sessions"] {
  return Object.fromEntries(
    [...replica.sessions].map(([id, state]) => [id, { ...held(state), digest: state.digest }] as const),
  );
}

function held(state: SessionState): SessionContent {
  return { revision: state.revision, registers: state.registers.toMap(), have: toVector(state.vector) };
}

type Scene = [
  rule: string,
  why: string,
  make: (pens: { phone: Pen; watch: Pen }) => {
    /** Events the receiver, the phone, holds. */
    holds?: ReturnType<Pen["started"]>[];
    received?: Packet[];
    forgotten?: string[];
    input: Packet;
    transport?: Transport;
  },
];

const fromWatch = (have = {}) => new Sender(watchId, have);
const small = { exercises: [exercise("squat", 1)] };

const scenes: Scene[] = [
  [
    "RCV-2",
    "The first packet of a session, in order.",
    ({ watch }) => ({ input: fromWatch().events(watch.started(small), watch.completed("squat.1")) }),
  ],
  [
    "RCV-5",
    "An edit that overtakes the start opens a shell and is kept.",
    ({ watch }) => ({ input: fromWatch().events(watch.weight("squat.1", 105, { seq: 2, revision: 2 })) }),
  ],
  [
    "RCV-4",
    "The start comes after: the hole is filled, and the edit it would have undone stands, for its stamp is higher.",
    ({ watch }) => {
      const started = watch.started(small);
      return {
        received: [fromWatch().events(watch.weight("squat.1", 105))],
        input: fromWatch().events(started),
        transport: "userInfo" as const,
      };
    },
  ],
  [
    "MRG-1",
    "Both edited one set; the watch's edit has the higher revision and takes the register.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.weight("squat.1", 105)],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 3 })),
    }),
  ],
  [
    "VER-2",
    "The other way round the watch's edit is superseded, and its winner named. R rises all the same.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.weight("squat.1", 105, { revision: 9 })],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 3 })),
    }),
  ],
  [
    "RCV-2",
    'The brief\'s "stale" is judged per register: an edit of the weight at revision 3 applies though the session is at revision 9.',
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.reps("squat.1", 8, { revision: 9 })],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 3 })),
    }),
  ],
  [
    "VER-1",
    "An edit of two registers of which one is lost is applied in part.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.reps("squat.1", 8, { revision: 9 })],
      input: fromWatch().events(
        watch.write("set_updated", { setId: "squat.1", weight: 110, reps: 3 }, { revision: 3 }),
      ),
    }),
  ],
  [
    "REV-4",
    "At one revision the greater deviceId wins: the watch's.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.weight("squat.1", 105)],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 2 })),
    }),
  ],
  [
    "REV-4",
    "An event far above takes the register and raises R.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 700 })),
    }),
  ],
  [
    "RCV-3",
    "The same event by another transport is a duplicate; when and how it first came is told.",
    ({ phone, watch }) => {
      const packet = fromWatch().events(watch.weight("squat.1", 110, { revision: 3 }));
      return { holds: [phone.started(small)], received: [packet], input: packet, transport: "userInfo" as const };
    },
  ],
  [
    "DUP-1",
    "A seq that a snapshot's vector covered is a duplicate, though its eventId was never seen.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), watch.weight("squat.1", 110, { revision: 3 })],
      input: fromWatch().events(new Pen(watchId).weight("squat.1", 110, { revision: 3, eventId: "never-seen" })),
    }),
  ],
  [
    "DUP-2",
    "A known eventId with other content breaks a rule and is merged all the same: the higher stamp takes the register.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      received: [fromWatch().events(watch.weight("squat.1", 110, { revision: 3 }))],
      input: fromWatch().events(watch.weight("squat.1", 115, { revision: 4, seq: 1, eventId: "w-1" })),
    }),
  ],
  [
    "MRG-2",
    "One stamp, two values: only a fault makes that. The greater canonical text stays, whichever came first.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      received: [fromWatch().events(watch.weight("squat.1", 110, { revision: 3 }))],
      input: fromWatch().events(watch.weight("squat.1", 99, { revision: 3 })),
    }),
  ],
  [
    "RCV-4",
    "Past a hole: merged at once, the missing seqs named.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 3, seq: 3 })),
    }),
  ],
  [
    "VER-4",
    "Before two holes: both are named.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      received: [fromWatch().events(watch.weight("squat.1", 110, { revision: 3, seq: 2 }))],
      input: fromWatch().events(watch.weight("squat.1", 111, { revision: 5, seq: 4 })),
    }),
  ],
  [
    "MRG-3",
    "A finish beats a discard of a higher revision.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.discarded({ revision: 9 })],
      input: fromWatch().events(watch.finished({}, { revision: 3 })),
    }),
  ],
  [
    "MRG-3",
    "A discard does not undo a finish of a lower revision.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.finished()],
      input: fromWatch().events(watch.discarded({ revision: 9 })),
    }),
  ],
  [
    "MRG-3",
    "A start that comes late does not bring an ended session back.",
    ({ watch, phone }) => ({
      holds: [phone.finished({}, { revision: 9 })],
      input: fromWatch().events(watch.started(small)),
    }),
  ],
  [
    "MRG-4",
    "A late set, made before the end was known there, still merges.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.finished()],
      input: fromWatch().events(watch.completed("squat.1", true, { revision: 2 })),
    }),
  ],
  [
    "EVT-7",
    "A reading has no seq and leaves the vector alone; while the session is live it leaves the digest alone too.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(
        watch.write("health_update", { heartRateBpm: 120, measuredAt: epochMs }, { revision: 3 }),
      ),
    }),
  ],
  [
    "DIG-4",
    "A reading that comes after the end changes the digest.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.finished()],
      input: fromWatch().events(
        watch.write("health_update", { heartRateBpm: 120, measuredAt: epochMs }, { revision: 3 }),
      ),
    }),
  ],
  [
    "EVT-8",
    "Both finish: each device's own word is kept beside the other's.",
    ({ phone, watch }) => ({
      holds: [phone.started(small), phone.finished()],
      input: fromWatch().events(watch.finished({ outcome: "final", activeEnergyKcal: 312.4 }, { revision: 3 })),
    }),
  ],
  [
    "EVT-10",
    "A kind of a newer version merges by what it spells out in writes.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events({
        ...watch.writeForeign("superset_linked", { with: "bench" }, { revision: 3 }),
        writes: { "superset/squat": "bench", constructor: 1 },
      }),
    }),
  ],
  [
    "EVT-10",
    "A kind of a newer version without writes counts as received and changes nothing.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(watch.writeForeign("superset_linked", {}, { revision: 3 })),
    }),
  ],
  [
    "EVT-10",
    "A known kind may write more than this version knows; its own registers cannot be named twice.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(
        watch.weight("squat.1", 110, { revision: 3, writes: { "set/squat.1/rpe": 8.5, "set/squat.1/weight": 999 } }),
      ),
    }),
  ],
  [
    "REG-2",
    "A register holds its value exactly as it came, unknown keys and all.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(
        watch.write(
          "rest_updated",
          { rest: { durationMs: 90_000, remainingMs: 100, ...{ reason: "phone call" } } },
          { revision: 3 },
        ),
      ),
    }),
  ],
  [
    "SET-1",
    "An added set: its cells and its place.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(
        watch.write(
          "set_updated",
          { setId: "extra", weight: 60, reps: 10, exerciseId: "squat", place: "i" },
          { revision: 3 },
        ),
      ),
    }),
  ],
  [
    "SNP-2",
    "A snapshot is merged cell by cell, never swapped in: the newer cell here stays, the newer cells there come in, and the vectors join.",
    ({ phone, watch }) => {
      const started = phone.started(small);
      const theirs = new SessionState(sessionId);
      for (const event of [started, watch.reps("squat.1", 3, { revision: 5 })])
        theirs.receive(event, "message", epochMs);
      return {
        holds: [started, phone.weight("squat.1", 105, { revision: 4 })],
        input: fromWatch({ [sessionId]: toVector(theirs.vector) }).snapshot(snapshotOf(theirs)),
        transport: "applicationContext" as const,
      };
    },
  ],
  [
    "SNP-2",
    "A snapshot of what is here already is applied: it held nothing new.",
    ({ phone }) => {
      const state = new SessionState(sessionId);
      const started = phone.started(small);
      state.receive(started, "message", epochMs);
      return {
        holds: [started],
        input: fromWatch({ [sessionId]: toVector(state.vector) }).snapshot(snapshotOf(state)),
        transport: "applicationContext" as const,
      };
    },
  ],
  [
    "HAVE-4",
    "A snapshot without a new cell can still fill a hole in the vector.",
    ({ phone, watch }) => {
      const started = phone.started(small);
      const early = watch.weight("squat.1", 110, { revision: 5, seq: 2 });
      const theirs = new SessionState(sessionId);
      for (const event of [started, early]) theirs.receive(event, "message", epochMs);
      theirs.vector.set(watchId, { upTo: 2 });
      return {
        holds: [started, early],
        input: fromWatch({ [sessionId]: toVector(theirs.vector) }).snapshot(snapshotOf(theirs)),
        transport: "applicationContext" as const,
      };
    },
  ],
  [
    "SNP-1",
    "A snapshot of two sessions gets two verdicts.",
    ({ phone }) => {
      const one = new SessionState("s-1");
      one.receive(phone.started(small), "message", epochMs);
      const two = new SessionState("s-2");
      two.receive(new Pen(watchId, "s-2").started(small), "message", epochMs);
      return {
        input: fromWatch({ "s-1": toVector(one.vector), "s-2": toVector(two.vector) }).snapshot(
          snapshotOf(one),
          snapshotOf(two),
        ),
        transport: "applicationContext" as const,
      };
    },
  ],
  [
    "HEL-3",
    "A hello's health cells merge and its revision raises R.",
    ({ phone }) => ({
      holds: [phone.started(small)],
      input: fromWatch().hello({
        sessionId,
        revision: 40,
        digest: "0".repeat(16),
        status: "active",
        health: { "health/watch0001/heartRateBpm": [39, watchId, { value: 120, measuredAt: epochMs }] },
      }),
    }),
  ],
  [
    "HEL-3",
    "A hello of a session that is not known here opens an empty shell and raises its R.",
    () => ({ input: fromWatch().hello({ sessionId, revision: 40, digest: "0".repeat(16), status: "active" }) }),
  ],
  [
    "ACK-1",
    "An acknowledgement changes no session.",
    ({ phone }) => ({
      holds: [phone.started(small)],
      input: fromWatch().ack({ [sessionId]: { [phoneId]: { upTo: 1 } } }),
    }),
  ],
  [
    "RCV-8",
    "The receiver's own words, echoed: nothing changes.",
    ({ phone }) => ({
      holds: [phone.started(small)],
      input: new Sender(phoneId).events(phone.weight("squat.1", 105)),
      transport: "applicationContext" as const,
    }),
  ],
  [
    "RCV-7",
    "An event that another device wrote refuses the packet, its own events with it.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 3 }), {
        ...phone.weight("squat.1", 115),
        deviceId: "other0001",
      }),
    }),
  ],
  [
    "BND-3",
    "A revision that could never be beaten refuses the packet: nothing is merged, R stays.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 1_864_001 })),
    }),
  ],
  [
    "BND-3",
    "The highest revision that may come.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      input: fromWatch().events(watch.weight("squat.1", 110, { revision: 1_864_000 })),
    }),
  ],
  [
    "BND-3",
    "A poisoned cell in a snapshot refuses the snapshot.",
    ({ phone }) => ({
      holds: [phone.started(small)],
      input: fromWatch().snapshot({
        sessionId,
        revision: 5,
        digest: "0".repeat(16),
        registers: { index: [2_000_000_001, watchId, 1] },
      }),
    }),
  ],
  [
    "BND-3",
    "A poisoned revision in a hello refuses the hello.",
    ({ phone }) => ({
      holds: [phone.started(small)],
      input: fromWatch().hello({ sessionId, revision: 3_000_000_000, digest: "0".repeat(16) }),
    }),
  ],
  [
    "CLO-5",
    "Nothing rises from a cleared session; what comes for another in the same packet is merged.",
    ({ phone, watch }) => ({
      holds: [phone.started(small)],
      forgotten: ["s-0"],
      input: fromWatch().events(
        new Pen(watchId, "s-0").weight("squat.1", 1),
        watch.weight("squat.1", 110, { revision: 3 }),
      ),
    }),
  ],
  [
    "BND-4",
    "A packet that opens more sessions than there is room for is refused.",
    ({ watch }) => ({
      input: fromWatch().events(
        ...Array.from({ length: 115 }, (_, i) => ({ ...watch.discarded(), sessionId: `s-${i}`, seq: 1 })),
      ),
    }),
  ],
];

export function receiveCases(): Reception[] {
  return scenes.map(([rule, why, make]) => {
    const {
      holds = [],
      received = [],
      forgotten = [],
      input,
      transport = "message",
    } = make({ phone: new Pen(phoneId), watch: new Pen(watchId) });
    const sessions: Record<string, SessionContent> = {};
    if (holds.length > 0) {
      const state = new SessionState(sessionId);
      for (const event of holds) state.receive(event, "message", epochMs);
      sessions[sessionId] = held(state);
    }
    const before = {
      sessions,
      forgotten,
      received: received.map((packet): Crossing => ({ transport: "message", at: epochMs + 1_000, packet })),
    };
    const crossing: Crossing = { transport, at: epochMs + 2_000, packet: input };
    const replica = replicaWith({ deviceId: phoneId, before });
    const { verdicts } = replica.receive(input, transport, crossing.at);
    return { rule, why, deviceId: phoneId, before, input: crossing, after: { sessions: contentOf(replica), verdicts } };
  });
}
