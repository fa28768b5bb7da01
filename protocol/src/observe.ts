import { readBody } from "./body.ts";
import type { Frame } from "./frame.ts";
import { includesAll, vectorFor } from "./have.ts";
import { isReplayed } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Packet, SnapshotPacket } from "./packet.ts";
import { Replica } from "./replica.ts";
import type { SessionState } from "./session.ts";
import { Trace, type TracePlace } from "./trace.ts";
import { summary, type Verdict, type VerdictWord } from "./verdict.ts";

/** Where a device's word and the law part. [OBS-2] */
export type Mismatch =
  | { about: "digest"; sessionId: string; reported: string; expected: string }
  | { about: "verdict"; sessionId: string | undefined; reported: VerdictWord; expected: VerdictWord };

/** What folding one frame showed. */
export interface Observation extends TracePlace {
  mismatches: Mismatch[];
  /** Sessions the frame touched. */
  sessions: SessionState[];
  /** The packet in the frame, if it holds a readable one. */
  packet: Packet | undefined;
  /** What the fold says of a received packet's parts. */
  verdicts: readonly Verdict[];
  /** All sessions those are about were judged before this frame. */
  isJudged: boolean;
  /** Sessions of which the device acknowledges what none of its frames brought, though they were judged. */
  unseen: readonly string[];
}

/**
 * One device as its own frames tell it: every edit it made and every packet it received, folded through the same merge as the device's
 * engine. Its digests and verdicts are compared with what the device reported, so a wrong engine shows at the first frame it gets wrong.
 * Where the log does not know the whole of a session (a hole in the trace, a device older than the log) it is not judged until a reported
 * digest agrees again, or the device sends the session whole. [OBS-1..3]
 */
export class ObservedDevice {
  readonly replica: Replica;
  #judged = new Set<string>();
  #parted = new Set<string>();
  /** Sessions that were told of without their health values: what those are here is not what they are there. [OBS-6] */
  #redacted = new Set<string>();
  #trace: Trace;

  /** `isTorn` where the log does not hold the device from its beginning. */
  constructor(deviceId: string, isTorn = false) {
    this.replica = new Replica(deviceId);
    this.#trace = new Trace(isTorn);
  }

  /** One that goes on from what another remembered. [PRJ-7] */
  static restore({
    deviceId,
    sessions,
    judged,
    parted,
    redacted,
    trace,
  }: ReturnType<ObservedDevice["save"]>): ObservedDevice {
    const device = new ObservedDevice(deviceId);
    for (const [sessionId, session] of sessions) device.replica.sessions.set(sessionId, session);
    device.#judged = judged;
    device.#parted = parted;
    device.#redacted = redacted;
    device.#trace = Trace.restore(trace);
    return device;
  }

  /** What it remembers, shared with it. */
  save() {
    const { deviceId, sessions } = this.replica;
    const [judged, parted, redacted] = [this.#judged, this.#parted, this.#redacted];
    return { deviceId, sessions, judged, parted, redacted, trace: this.#trace.save() };
  }

  get deviceId(): string {
    return this.replica.deviceId;
  }

  /** Whether it is known here whole, as its reports of it have shown. [OBS-3] */
  judges(sessionId: string): boolean {
    return this.#judged.has(sessionId);
  }

  /** Whether its digests of it cover health values that were left out here. [OBS-6] */
  lacksHealth(sessionId: string): boolean {
    return this.#redacted.has(sessionId) && this.replica.sessions.get(sessionId)?.registers.ended === true;
  }

  /** The log does not hold the session any more. */
  forget(sessionId: string): void {
    this.replica.sessions.delete(sessionId);
    this.#judged.delete(sessionId);
    this.#parted.delete(sessionId);
    this.#redacted.delete(sessionId);
  }

  /** Its next frame was deleted: accounted for in its trace, and what it did is not known. [PRJ-9] */
  passOver(frame: Frame): void {
    this.#trace.take(frame);
    this.#judged.clear();
  }

  /** Folds the device's next frame, whose body may have been read already. A late one is merged like any other, but judges and is judged by nothing: its word is of the past. [TEE-12] */
  apply(frame: Frame, { packet } = readBody(frame.body)): Observation {
    const place = this.#trace.take(frame);
    const { missingFrames, droppedFrames, lostFrames, isLate } = place;
    if (missingFrames > 0) this.#judged.clear();
    const observation: Observation = {
      missingFrames,
      droppedFrames,
      lostFrames,
      isLate,
      mismatches: [],
      sessions: [],
      packet,
      verdicts: none,
      isJudged: false,
      unseen: none,
    };
    if (packet === undefined) return observation;

    const unknown = this.#unknownOf(frame);
    const verdicts = this.#fold(frame, packet, observation);
    observation.verdicts = verdicts;
    observation.isJudged =
      !isLate && verdicts.every(({ sessionId }) => sessionId === undefined || this.#judged.has(sessionId));
    for (const sessionId of sessionsOf(packet)) {
      if (frame.redacted) this.#redacted.add(sessionId);
      const session = this.replica.sessions.get(sessionId);
      if (session !== undefined) observation.sessions.push(session);
    }
    if (isLate) return observation;
    // The verdict first: it rests on what was known before this frame, which a digest that agrees after it does not vouch for.
    if (frame.direction === "received") this.#judgeVerdict(frame, observation);
    this.#judgeDigests(frame, unknown, observation.mismatches);
    this.#forgetOld();
    return observation;
  }

  /** Sessions of the frame's digests that are met with it for the first time. */
  #unknownOf({ digests }: Frame): readonly string[] {
    let unknown: string[] | undefined;
    for (const sessionId in digests) {
      if (this.replica.sessions.has(sessionId)) continue;
      unknown ??= [];
      unknown.push(sessionId);
    }
    return unknown ?? none;
  }

  #fold(frame: Frame, packet: Packet, observation: Observation): readonly Verdict[] {
    const { direction, observedAt } = frame;
    if (direction === "sent") {
      if (!observation.isLate) observation.unseen = this.#hearOwn(packet);
      return none;
    }
    if (direction === "received" && refusesReplay(frame, packet)) return frame.verdicts as Verdict[];
    if (direction === "received")
      return this.replica.receive(packet, frame.transport ?? "message", observedAt).verdicts;
    if (packet.kind === "events") for (const event of packet.events) this.replica.write(event, observedAt);
    return none;
  }

  /** What the device says of itself: seqs the log never saw mean there is a hole; a whole session fills it. [OBS-3] */
  #hearOwn(packet: Packet): string[] {
    const unseen: string[] = [];
    for (const sessionId of Object.keys(packet.have)) {
      const session = this.replica.sessions.get(sessionId);
      if (session !== undefined && includesAll(session.vector, vectorFor(packet.have, sessionId))) continue;
      if (this.#judged.delete(sessionId)) unseen.push(sessionId);
    }
    if (packet.kind === "snapshot") this.#fillFrom(packet);
    return unseen;
  }

  #fillFrom(packet: SnapshotPacket): void {
    for (const part of packet.sessions) {
      if (this.#judged.has(part.sessionId)) continue;
      this.replica.sessions.delete(part.sessionId);
      this.replica.session(part.sessionId).receiveSnapshot(part, vectorFor(packet.have, part.sessionId));
    }
  }

  /** A device forgets what it closed; so does its observer, or a long log would leave no room for the next session. [OBS-4] */
  #forgetOld(): void {
    if (this.replica.sessions.size <= limits.openSessions) return;
    for (const [sessionId, { registers }] of this.replica.sessions) {
      if (registers.ended) return this.forget(sessionId);
    }
  }

  #judgeDigests({ digests }: Frame, unknown: readonly string[], mismatches: Mismatch[]): void {
    for (const sessionId in digests) {
      const reported = digests[sessionId] as string;
      const session = this.replica.sessions.get(sessionId);
      if (session === undefined || this.lacksHealth(sessionId)) continue;
      const expected = session.digest;
      if (reported === expected) {
        this.#judged.add(sessionId);
        this.#parted.delete(sessionId);
      } else if (this.#judged.has(sessionId) && !unknown.includes(sessionId) && !this.#parted.has(sessionId)) {
        this.#parted.add(sessionId);
        mismatches.push({ about: "digest", sessionId, reported, expected });
      }
    }
  }

  #judgeVerdict(frame: Frame, { verdicts, isJudged, mismatches }: Observation): void {
    if (frame.verdict === undefined || frame.verdict === "ended" || !isJudged) return;
    const expected = summary(verdicts);
    if (expected === frame.verdict) return;
    const sessionId = verdicts[0]?.sessionId;
    mismatches.push({ about: "verdict", sessionId, reported: frame.verdict, expected });
  }
}

const none: readonly never[] = [];

/** Whether a replay is taken is the app's to say, and no frame shows what was said: only its word is there. [RPL-2] */
function refusesReplay({ verdicts }: Frame, { deviceId }: Packet): boolean {
  const [first] = verdicts ?? [];
  return isReplayed(deviceId) && first?.verdict === "rejected" && first.code === "replay_refused";
}

/** The sessions a packet's own parts are about; its head may acknowledge others. */
export function sessionsOf(packet: Packet): string[] {
  switch (packet.kind) {
    case "events":
      return sessionsIn(packet.events);
    case "hello":
    case "snapshot":
      return packet.sessions.map(({ sessionId }) => sessionId);
    default:
      return Object.keys(packet.have);
  }
}

/** Nearly always one, and then nothing is sorted out. */
function sessionsIn(events: readonly { sessionId: string }[]): string[] {
  const found: string[] = [];
  for (const { sessionId } of events) if (!found.includes(sessionId)) found.push(sessionId);
  return found;
}
