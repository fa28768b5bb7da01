import { type Draft, draft, draftStart, isRejection } from "./acts.ts";
import { Offsets } from "./clock.ts";
import { conflictsIn, OwnWrites } from "./conflict.ts";
import { Delivery, transferOf } from "./delivery.ts";
import { derive } from "./derived.ts";
import { DeviceClock } from "./device-clock.ts";
import { restore, Save } from "./durable.ts";
import type { Envelope } from "./envelope.ts";
import { type Rejection, reject } from "./errors.ts";
import type { Meta } from "./event.ts";
import { isReplayed, type Role, type Transport } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Packet, SnapshotPacket } from "./packet.ts";
import { checkEnvelope, parsePacket } from "./parse.ts";
import { SessionRecord } from "./record.ts";
import { Replica } from "./replica.ts";
import { nextRevision } from "./revision.ts";
import { Sender } from "./sender.ts";
import { SessionState } from "./session.ts";
import { Sessions } from "./sessions.ts";
import { answerLack, compare, hear, mentionsOf } from "./standing.ts";
import type { Act, Input, Instant, Output } from "./step.ts";
import { Turn } from "./turn.ts";
import type { Value } from "./value.ts";
import type { Verdict } from "./verdict.ts";
import { protocolVersion } from "./version.ts";

export interface EngineOptions {
  deviceId: string;
  role: Role;
  /** Mints event, send and clock ids; the host's random source. */
  mintId: () => string;
  /** What the store loaded. */
  stored?: Iterable<readonly [string, Value]>;
  /** A person has said in a debug build that a capture may be played to this device; a release build never sets it. [RPL-2] */
  allowsReplay?: boolean;
}

/**
 * The engine of one device: inputs with `now` in, the save and the actions out. It owns its state in memory and changes it in place (a copy
 * of every register for every frame would cost more than all the rest); it reads no clock, no randomness, no disk, and the same inputs
 * always give the same outputs.
 *
 *   activated, reachability, received, sent, acted, tick
 *        |
 *        v
 *   own session clock -> handler (merge, draft, hear) -> what is owed -> delivery.flush -> { save, actions }
 */
export class Engine {
  readonly deviceId: string;
  readonly role: Role;
  readonly #replica: Replica;
  readonly #sessions: Sessions;
  readonly #delivery: Delivery;
  readonly #mintId: () => string;
  readonly #allowsReplay: boolean;
  readonly #clock: DeviceClock;

  constructor({ deviceId, role, mintId, stored = [], allowsReplay = false }: EngineOptions) {
    this.deviceId = deviceId;
    this.role = role;
    this.#mintId = mintId;
    this.#allowsReplay = allowsReplay;
    const replica = new Replica(deviceId, (sessionId) => this.#sessions.isForgotten(sessionId));
    this.#replica = replica;
    const records = new Map<string, SessionRecord>();
    const offsets = new Offsets();
    const { anchor, contextCounter, tombstones } = restore(stored, replica, records, offsets);
    this.#clock = new DeviceClock(anchor, offsets, mintId);
    const changed = (urgent: boolean) => this.#delivery.changed(urgent);
    this.#sessions = new Sessions({ role, replica, records, tombstones, changed });
    const derived = (record: SessionRecord) => derive(record.state.registers, this.#clock.read);
    this.#delivery = new Delivery(new Sender({ deviceId, role, mintId, records, derived }), contextCounter);
  }

  /** Handles one input. Write `save`, then perform `actions` in order. [DUR-1] */
  step(input: Input): Output {
    const save = new Save();
    const { now, anchor } = this.#clock.advance(input.now, save);
    const turn = new Turn(now, anchor, save);
    const output = this.#handle(input, turn);
    this.#sessions.close(turn);
    this.#delivery.cancelSuperseded(turn.actions);
    turn.actions.push(...this.#delivery.flush(now, anchor, save, turn.failed));
    const digests = Object.fromEntries([...turn.touched].map(({ sessionId, state }) => [sessionId, state.digest]));
    return { ...(save.isEmpty ? {} : { save: save.batch }), actions: turn.actions, digests, ...output };
  }

  #handle(input: Input, turn: Turn): Partial<Output> {
    switch (input.type) {
      case "activated":
        this.#activate(input, turn);
        return {};
      case "reachability":
        this.#delivery.setReachable(input.reachable);
        return {};
      case "received":
        return { verdicts: this.#receive(input.text, input.transport, turn) };
      case "sent":
        turn.failed = this.#delivery.sent(input.sendId, input.errorCode);
        return {};
      case "acted":
        return this.#act(input.act, turn);
      case "tick":
        return {};
    }
  }

  /** Every session kept here, shells and closed ones included. */
  get sessions(): ReadonlyMap<string, SessionRecord> {
    return this.#sessions.all;
  }

  /** The session on the screen: of the live ones the smallest (startedAt, sessionId), so both devices choose alike. [SES-2] */
  get activeSession(): SessionRecord | undefined {
    return this.#sessions.active;
  }

  /** Own events the peer has not acknowledged, over all sessions. */
  get queueDepth(): number {
    let depth = 0;
    for (const { outbox } of this.#sessions.all.values()) depth += outbox.size;
    return depth;
  }

  get clockId(): string | undefined {
    return this.#clock.clockId;
  }

  /** Reads a device's session clock at that instant; its own without a clockId. Milliseconds. [CLK-4] */
  clockAt(now: Instant, clockId?: string): number {
    return this.#clock.readAt(now, clockId);
  }

  /** True once a ping has told the offset to that clock. */
  knowsClock(clockId: string): boolean {
    return this.#clock.knows(clockId);
  }

  /** The set's sync truth: "here" while an own write of it is unacknowledged, else "both". [OUT-9] */
  whereabouts(sessionId: string, setId: string): "here" | "both" {
    for (const { event } of this.#sessions.get(sessionId)?.outbox.values() ?? []) {
      const { eventType, payload } = event;
      if (eventType === "session_started") {
        if ((payload as Meta).exercises.some(({ sets }) => sets.some((set) => set.setId === setId))) return "here";
      } else if ((payload as { setId?: string }).setId === setId) return "here";
    }
    return "both";
  }

  /** The monotonic reading at which a tick is wanted; null while there is nothing to wait for. */
  wakeAt(now: Instant): number | null {
    const at = this.#delivery.wakeAt();
    return at === null ? null : now.monotonicMs + Math.max(0, at - this.clockAt(now));
  }

  #activate(input: Extract<Input, { type: "activated" }>, turn: Turn): void {
    const outstanding = new Map<string, ReturnType<typeof transferOf>>();
    for (const { sendId, text } of input.outstanding ?? []) {
      const parsed = parsePacket(text);
      outstanding.set(sendId, parsed.ok ? transferOf(parsed.value, this.deviceId) : []);
    }
    this.#sessions.forgetOld(turn);
    this.#delivery.begin(input.reachable, outstanding);
  }

  #receive(text: string, transport: Transport, turn: Turn): Verdict[] {
    const parsed = parsePacket(text);
    const refusal = parsed.ok ? this.#refuseReplay(parsed.value) : parsed.rejection;
    if (parsed.ok && refusal === null) return this.#receivePacket(parsed.value, transport, turn);
    const rejection = refusal as Rejection;
    turn.notify({ notice: "quarantined", sentence: rejection.sentence });
    return [{ verdict: "rejected", ...rejection }];
  }

  #refuseReplay({ kind, deviceId }: Packet): Rejection | null {
    if (this.#allowsReplay || !isReplayed(deviceId)) return null;
    const sentence = `the ${kind} of ${deviceId} is a replay's; a debug build takes it once its user has allowed it`;
    return reject("replay_refused", sentence);
  }

  #receivePacket(packet: Packet, transport: Transport, turn: Turn): Verdict[] {
    const liveBefore = this.#sessions.live();
    const { verdicts, merges } = this.#replica.receive(packet, transport, turn.now);
    const [first] = verdicts;
    if (first?.verdict === "rejected") turn.notify({ notice: "quarantined", sentence: first.sentence });
    if (first?.verdict === "rejected" || first?.verdict === "foreign") return verdicts;

    const ownWrites = new OwnWrites();
    for (const { session, merge } of merges) {
      const record = this.#sessions.open(session.sessionId);
      for (const conflict of conflictsIn(record, merge, packet, this.deviceId, ownWrites)) turn.notify(conflict);
      this.#sessions.keep(record, merge, turn);
      if (packet.kind === "events" || (packet.kind === "snapshot" && merge.isNews)) record.owesAck = true;
    }
    this.#hearAll(packet, turn);
    if (packet.kind === "snapshot") this.#checkDerived(packet, turn);
    if (packet.kind === "ping") this.#delivery.owePong(packet.clockId, packet.sentAt, turn.now);
    if (packet.kind === "pong") this.#clock.hearPong(packet, turn.now, turn.save);
    this.#sessions.noticeEnds(liveBefore, turn);
    return verdicts;
  }

  /** Every packet's head acknowledges; hellos and snapshots also say where the peer stands. [ACK-1] [HEL-2] */
  #hearAll(packet: Packet, turn: Turn): void {
    const mentions = packet.kind === "hello" || packet.kind === "snapshot" ? mentionsOf(packet) : null;
    for (const sessionId of mentions?.keys() ?? []) {
      if (this.#sessions.isForgotten(sessionId) || this.#sessions.get(sessionId) !== undefined) continue;
      const record = this.#sessions.open(sessionId);
      record.owesAck = true;
      turn.touched.add(record);
    }
    for (const record of this.#sessions.all.values()) {
      const acked = hear(record, packet, this.deviceId);
      for (const seq of acked) turn.save.event(record.sessionId, seq, null);
      if (record.closed !== null && record.closed.deviceId !== packet.deviceId) {
        // What the old device said last would close it again before the new one has heard of it.
        if (record.said?.deviceId !== packet.deviceId) record.said = null;
        this.#sessions.reopen(record, turn);
      }
      const mention = mentions?.get(record.sessionId);
      if (Object.hasOwn(packet.have, record.sessionId)) answerLack(record, this.deviceId, turn.now);
      if (mention === undefined) continue;
      turn.touched.add(record);
      const notice = compare(record, mention);
      if (notice !== null) turn.notify(notice);
      if (!mention.closed && (!record.isOpen || record.canClose)) record.owesAnswer = true;
    }
  }

  /** Where the states agree, so must what is derived from them; time-bound fields are left alone. [DRV-2] */
  #checkDerived(packet: SnapshotPacket, turn: Turn): void {
    for (const { sessionId, digest, derived } of packet.sessions) {
      const state = this.#sessions.get(sessionId)?.state;
      if (derived === undefined || state === undefined || state.digest !== digest) continue;
      const own = derive(state.registers, this.#clock.read);
      for (const field of ["completedSetsCount", "volumeLbs"] as const) {
        if (own[field] === derived[field]) continue;
        const sentence = `session ${sessionId}: ${field} is ${own[field]} here and ${derived[field]} at the peer, from one digest`;
        turn.notify({ notice: "derived_mismatch", sessionId, sentence });
      }
    }
  }

  #act(act: Act, turn: Turn): Partial<Output> {
    const drafted = act.act === "start" ? this.#draftStart(act, turn) : this.#draft(act, turn);
    if (isRejection(drafted)) return { refusal: drafted };
    // A session is opened only once its first event has passed: a refused start leaves nothing behind.
    const held = this.#sessions.get(act.sessionId) ?? new SessionRecord(new SessionState(act.sessionId));
    const event = this.#seal(held, drafted, turn.now);
    if ("code" in event) return { refusal: event };
    const record = this.#sessions.open(act.sessionId);

    const merge = this.#replica.write(event, turn.now);
    if (event.seq !== undefined) {
      record.seq = event.seq;
      const evicted = record.outbox.add(event.seq, event);
      turn.save.event(record.sessionId, event.seq, event);
      if (evicted !== undefined) turn.save.event(record.sessionId, evicted, null);
    }
    this.#sessions.keep(record, merge, turn);
    if (event.seq === undefined) this.#delivery.owe(event);
    return { events: [event], verdicts: [merge.verdict] };
  }

  #draftStart(act: Extract<Act, { act: "start" }>, { now, anchor }: Turn): Draft | Rejection {
    if (this.#sessions.get(act.sessionId) !== undefined || this.#sessions.isForgotten(act.sessionId)) {
      return reject("session_exists", `session ${act.sessionId} is known here; a new one needs a new id`);
    }
    const live = this.activeSession;
    if (live !== undefined)
      return reject("session_live", `session ${live.sessionId} is live; finish or discard it first`);
    return draftStart(act, now, anchor.clockId);
  }

  #draft(act: Exclude<Act, { act: "start" }>, { now, anchor }: Turn): Draft | Rejection {
    const record = this.#sessions.get(act.sessionId);
    if (record === undefined) return reject("session_unknown", `no session ${act.sessionId} is known here`);
    const { deviceId, role } = this;
    const { clockId } = anchor;
    return draft(act, { session: record.state, deviceId, role, now, clockId, readClock: this.#clock.read });
  }

  /** Gives a draft its identity: the next seq, and a revision above everything seen that leans on time. [REV-1] [REV-3] [HAVE-1] */
  #seal(record: SessionRecord, { eventType, payload }: Draft, now: number): Envelope | Rejection {
    const meta = record.state.registers.value("meta") as Meta | undefined;
    const sinceStartMs = meta === undefined ? 0 : this.#clock.read(meta.clockId) - meta.startedAt;
    const revision = nextRevision(record.state.revision, sinceStartMs);
    if (revision > limits.maxRevision || record.seq >= limits.maxSeq) {
      return reject("limit_reached", `session ${record.sessionId} has counted to its end`);
    }
    const seq = eventType === "health_update" ? {} : { seq: record.seq + 1 };
    const identity = {
      v: protocolVersion,
      sessionId: record.sessionId,
      eventId: this.#mintId(),
      deviceId: this.deviceId,
      ...seq,
    };
    const event = { ...identity, revision, timestamp: now, eventType, payload } as Envelope;
    const shaped = checkEnvelope(event);
    return shaped.ok ? event : shaped.rejection;
  }
}

/** An engine over what its store loaded. */
export function openEngine(options: EngineOptions): Engine {
  return new Engine(options);
}
