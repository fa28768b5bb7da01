import {
  byteLength,
  type Entry,
  type Finding,
  type Frame,
  type Note,
  type Packet,
  Replica,
  summary,
  type Transport,
} from "../../src/index.ts";
import { type FindingRule, Listing, Projections } from "../../src/projections/index.ts";
import { epochMs, Pen, phoneId, Sender, sessionId, snapshotOf, standingOf, watchId } from "../../src/testing/index.ts";

/** Frames in log order, and all that the projections find in them. [FND-1] */
export interface FindingCase {
  rule: string;
  why: string;
  entries: Entry[];
  findings: Finding[];
}

const second = 1_000;
const hour = 3_600_000;

/** Frames of an honest phone and watch, with the verdicts and digests that the law gives, save where a scene says otherwise. */
export class Scene {
  readonly entries: Entry[] = [];
  readonly phone = new Pen(phoneId);
  readonly watch = new Pen(watchId);
  readonly #replicas = new Map([phoneId, watchId].map((deviceId) => [deviceId, new Replica(deviceId)]));
  readonly #senders = new Map([phoneId, watchId].map((deviceId) => [deviceId, new Sender(deviceId)]));
  readonly #traceSeqs = new Map<string, number>();
  #now = 0;

  /** Both clocks go on. */
  pass(ms: number): this {
    this.#now += ms;
    return this;
  }

  from(deviceId: string): Sender {
    return this.#senders.get(deviceId) as Sender;
  }

  replica(deviceId: string): Replica {
    return this.#replicas.get(deviceId) as Replica;
  }

  local(deviceId: string, packet: Packet, more: Partial<Frame> = {}): this {
    if (packet.kind === "events") for (const event of packet.events) this.replica(deviceId).write(event, this.#now);
    return this.frame(deviceId, {
      direction: "local",
      body: JSON.stringify(packet),
      ...this.#digests(deviceId),
      ...more,
    });
  }

  sent(deviceId: string, packet: Packet, transport: Transport = "message", more: Partial<Frame> = {}): this {
    return this.frame(deviceId, { direction: "sent", transport, body: JSON.stringify(packet), ...more });
  }

  received(deviceId: string, packet: Packet, transport: Transport = "message", more: Partial<Frame> = {}): this {
    const { verdicts } = this.replica(deviceId).receive(packet, transport, this.#now);
    const judged = verdicts.length === 0 ? {} : { verdict: summary(verdicts), verdicts };
    const body = JSON.stringify(packet);
    return this.frame(deviceId, {
      direction: "received",
      transport,
      body,
      peer: packet.deviceId,
      ...this.#digests(deviceId),
      ...judged,
      ...more,
    });
  }

  note(deviceId: string, note: Note): this {
    return this.frame(deviceId, { direction: "local", body: JSON.stringify(note) });
  }

  /** An edit made, sent and received. */
  crossed(deviceId: string, packet: Packet): this {
    const to = deviceId === phoneId ? watchId : phoneId;
    return this.local(deviceId, packet).sent(deviceId, packet).pass(40).received(to, packet);
  }

  frame(deviceId: string, more: Partial<Frame>): this {
    const traceSeq = more.traceSeq ?? (this.#traceSeqs.get(deviceId) ?? 0) + 1;
    this.#traceSeqs.set(deviceId, traceSeq);
    const role = deviceId === watchId ? ("watch" as const) : ("phone" as const);
    this.#now += 1;
    const frame: Frame = {
      observer: { deviceId, role },
      bootId: "boot-1",
      traceSeq,
      observedAt: epochMs + this.#now,
      monotonicMs: this.#now,
      direction: "local",
      sizeBytes: byteLength(more.body ?? ""),
      body: "",
      ...more,
    };
    this.entries.push({ entry: this.entries.length + 1, receivedAt: epochMs + this.#now + 5, frame });
    return this;
  }

  #digests(deviceId: string): Partial<Frame> {
    const sessions = [...this.replica(deviceId).sessions.values()];
    return { digests: Object.fromEntries(sessions.map((session) => [session.sessionId, session.digest])) };
  }
}

/** The phone has started a session and the watch has it. */
export function begun(scene: Scene): Scene {
  return scene.crossed(phoneId, scene.from(phoneId).events(scene.phone.started()));
}

type Play = (scene: Scene) => void;

export const reachable = (is: boolean): Note => ({ kind: "note", note: "reachability", reachable: is });
const notice = (name: string, sentence: string): Note => ({
  kind: "note",
  note: "notice",
  notice: name,
  sessionId,
  sentence,
});

const scenes: Record<FindingRule | "unfoldable_entry", [why: string, play: Play]> = {
  dropped_by_tee: [
    "The tee was full while the relay was away: it dropped three frames and says so.",
    (scene) => {
      begun(scene).frame(phoneId, { body: JSON.stringify(reachable(true)), traceSeq: 6, droppedBefore: 3 });
    },
  ],
  trace_gap: [
    "Four frames of the phone never came, and nobody says why.",
    (scene) => {
      begun(scene).frame(phoneId, { body: JSON.stringify(reachable(true)), traceSeq: 7 });
    },
  ],
  engine_mismatch: [
    "The watch takes an edit and reports a digest that the law does not give for it.",
    (scene) => {
      const edit = begun(scene).from(phoneId).events(scene.phone.weight("squat.1", 105));
      scene.local(phoneId, edit).sent(phoneId, edit);
      scene.received(watchId, edit, "message", { digests: { [sessionId]: "ffffffffffffffff" } });
    },
  ],
  divergence: [
    "One edit crosses with another weight in it than the phone wrote: both have seen #2, and hold different registers.",
    (scene) => {
      const edit = begun(scene).phone.weight("squat.1", 105);
      const bent = { ...edit, payload: { setId: "squat.1", weight: 150 } } as typeof edit;
      scene.local(phoneId, scene.from(phoneId).events(edit));
      scene.received(watchId, scene.from(phoneId).events(bent));
    },
  ],
  drift: [
    "Two edits are held up on their way to the watch; half a minute later a context brings what they wrote.",
    (scene) => {
      begun(scene);
      const heard = scene.from(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } });
      scene.sent(watchId, heard).pass(40).received(phoneId, heard);
      for (const weight of [105, 110]) {
        const edit = scene.from(phoneId).events(scene.phone.weight("squat.1", weight));
        scene
          .local(phoneId, edit)
          .sent(phoneId, edit, "userInfo")
          .pass(15 * second);
      }
      const have = { [sessionId]: { [phoneId]: { upTo: 3 } } };
      const snapshot = scene.from(phoneId).snapshot(snapshotOf(scene.replica(phoneId).session(sessionId)));
      scene.sent(phoneId, { ...snapshot, have }, "applicationContext").pass(200);
      scene.received(watchId, { ...snapshot, have }, "applicationContext");
    },
  ],
  stamp_collision: [
    "A restored backup writes with a revision it had used before. What the watch notices of it is the same.",
    (scene) => {
      const first = begun(scene).phone.weight("squat.1", 105);
      scene.crossed(phoneId, scene.from(phoneId).events(first));
      const again = { ...scene.phone.weight("squat.1", 110), revision: first.revision };
      scene.crossed(phoneId, scene.from(phoneId).events(again));
      scene.note(watchId, notice("stamp_collision", "set/squat.1/weight holds two values under one stamp"));
    },
  ],
  protocol_violation: [
    "The watch hands on an event that the phone wrote: it is refused whole.",
    (scene) => {
      const foreign = begun(scene).from(watchId).events(scene.phone.weight("squat.1", 105));
      scene.received(phoneId, foreign);
    },
  ],
  oversized_frame: [
    "A snapshot grew beyond what a message may carry: it fails each time, silently on the screen.",
    (scene) => {
      begun(scene).sent(phoneId, scene.from(phoneId).ack(), "message", { sizeBytes: 70_000 });
    },
  ],
  clock_jump: [
    "The watch's session clock follows its wall clock, which was set 15 minutes forward.",
    (scene) => {
      const ahead = { body: JSON.stringify(reachable(true)), observedAt: epochMs + 900_000 };
      begun(scene).frame(watchId, ahead);
    },
  ],
  retry_storm: [
    "After a silence of ten minutes the phone sends one edit six times in half a second.",
    (scene) => {
      const edit = begun(scene).from(phoneId).events(scene.phone.weight("squat.1", 105));
      scene.local(phoneId, edit).pass(600 * second);
      for (let n = 0; n < 6; n++) scene.sent(phoneId, edit).pass(100);
      scene.received(watchId, edit);
      scene.received(phoneId, scene.from(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 2 } } }));
    },
  ],
  queue_age: [
    "The phone made an edit while the watch was away, and three minutes later nobody has acknowledged it.",
    (scene) => {
      const edit = begun(scene).from(phoneId).events(scene.phone.weight("squat.1", 105));
      scene.received(phoneId, scene.from(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } }));
      scene
        .local(phoneId, edit)
        .pass(180 * second)
        .note(phoneId, reachable(false));
    },
  ],
  silent_user_info: [
    "In the simulator: three transfers by userInfo leave the phone, a context a minute later arrives, the transfers never.",
    (scene) => {
      begun(scene);
      for (const weight of [105, 110, 115]) {
        const edit = scene.from(phoneId).events(scene.phone.weight("squat.1", weight));
        scene.local(phoneId, edit).sent(phoneId, edit, "userInfo").pass(second);
      }
      const context = scene
        .pass(60 * second)
        .from(phoneId)
        .ack({ [sessionId]: { [phoneId]: { upTo: 4 } } });
      scene.sent(phoneId, context, "applicationContext").pass(200).received(watchId, context, "applicationContext");
    },
  ],
  reachable_but_failing: [
    "isReachable stays true while the watch's app sleeps: three messages in a row fail with 7014.",
    (scene) => {
      begun(scene).note(phoneId, reachable(true));
      for (const sendId of ["send-1", "send-2", "send-3"]) {
        scene.sent(phoneId, scene.from(phoneId).ack(), "message", { sendId }).pass(second);
        scene.note(phoneId, { kind: "note", note: "send_failed", sendId, transport: "message", errorCode: 7014 });
      }
    },
  ],
  stale_health: [
    "The watch's app went to the background: its hello still brings the heart rate of 90 s ago.",
    (scene) => {
      const pulse = begun(scene).watch.write("health_update", { heartRateBpm: 120, measuredAt: epochMs + 100 });
      const session = scene.local(watchId, scene.from(watchId).events(pulse)).replica(watchId).session(sessionId);
      scene.pass(90 * second);
      scene.sent(watchId, scene.from(watchId).hello(standingOf(session)));
    },
  ],
  session_never_finished: [
    "The lifter went home: four hours later the session is still live on the phone.",
    (scene) => {
      begun(scene).received(phoneId, scene.from(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } }));
      scene.pass(4 * hour).note(phoneId, reachable(false));
    },
  ],
  saved_without_calories: [
    "Finished on the phone, which never hears the watch's final metrics nor a live reading.",
    (scene) => {
      begun(scene).crossed(phoneId, scene.from(phoneId).events(scene.phone.finished()));
      scene.received(phoneId, scene.from(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 2 } } }));
      scene.pass(61 * second).note(phoneId, reachable(false));
    },
  ],
  two_sessions: [
    "Phone and watch each started a workout while apart; then they meet.",
    (scene) => {
      const first = scene.from(phoneId).events(scene.phone.started());
      const other = new Pen(watchId, "s-2");
      const later = scene.from(watchId).events(other.started({ startedAt: epochMs + 60 * second }));
      scene.local(phoneId, first).local(watchId, later).sent(phoneId, first).sent(watchId, later);
      scene.pass(40).received(watchId, first).received(phoneId, later);
    },
  ],
  unfoldable_entry: [
    "An entry whose frame is missing: a fault of the log, not of a device.",
    (scene) => {
      begun(scene).entries.push({ entry: 4, receivedAt: epochMs, frame: null } as unknown as Entry);
    },
  ],
};

/** Scenes that show a rule from another side. */
const others: [rule: FindingRule, why: string, play: Play][] = [
  [
    "drift",
    "The watch hears the phone's hello, has the same vector and another digest, and notices it itself.",
    (scene) => {
      begun(scene).note(watchId, notice("drift_detected", "phone0001 has the same vector and another digest"));
    },
  ],
  [
    "trace_gap",
    "What the watch received rides beside its acknowledgement, and the file that brings the rest lacks a frame.",
    (scene) => {
      const edit = begun(scene).from(phoneId).events(scene.phone.weight("squat.1", 105));
      scene.local(phoneId, edit).sent(phoneId, edit).pass(40).received(watchId, edit, "message", { traceSeq: 4 });
      scene.frame(watchId, { body: JSON.stringify(reachable(true)), traceSeq: 3 });
    },
  ],
];

/** What the projections find in entries that no log has listed. */
export function findingsIn(entries: readonly Entry[]): Finding[] {
  const listing = new Listing();
  const projections = new Projections();
  const sessions = new Set<string>();
  for (const entry of entries) {
    const listed = entry.frame === null ? { ...entry, sessions: [sessionId] } : listing.list(entry);
    for (const id of projections.apply([listed])) sessions.add(id);
  }
  return [...sessions].flatMap((id) => projections.sessions.summary(id)?.findings ?? []);
}

/** A file for each finding: `findings/<rule>.json`, the scene of its row in the docs first. */
export function findingCases(): Map<string, FindingCase[]> {
  const rows = Object.entries(scenes).map(([rule, [why, play]]) => [rule, why, play] as const);
  const cases = new Map<string, FindingCase[]>();
  for (const [rule, why, play] of [...rows, ...others]) {
    const scene = new Scene();
    play(scene);
    const { entries } = scene;
    const shown = { rule: "FND-1", why, entries, findings: findingsIn(entries) };
    cases.set(rule, [...(cases.get(rule) ?? []), shown]);
  }
  return cases;
}
