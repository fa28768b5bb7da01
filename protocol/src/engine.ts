import { type Draft, draft, draftStart, isRejection } from "./acts.ts";
import { type ClockAnchor, Offsets } from "./clock.ts";
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
import type { Outgoing } from "./outbox.ts";
import type { Packet, SnapshotPacket } from "./packet.ts";
import { checkEnvelope, parsePacket } from "./parse.ts";
import { SessionRecord } from "./record.ts";
import { Replica } from "./replica.ts";
import { nextRevision } from "./revision.ts";
import { type Merge, SessionState } from "./session.ts";
import { answerLack, compare, hear, mentionsOf } from "./standing.ts";
import type { Act, Action, Input, Instant, Notice, Output } from "./step.ts";
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

/** What one input has produced so far. */
interface Turn {
  now: number;
  anchor: ClockAnchor;
  save: Save;
  actions: Action[];
  touched: Set<SessionRecord>;
  /** Events whose message failed in this turn. */
  failed: readonly Outgoing[];
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
  readonly #records = new Map<string, SessionRecord>();
  readonly #tombstones: Set<string>;
  readonly #delivery: Delivery;
  readonly #mintId: () => string;
  readonly #allowsReplay: boolean;
  readonly #clock: DeviceClock;

  constructor({ deviceId, role, mintId, stored = [], allowsReplay = false }: EngineOptions) {
    this.deviceId = deviceId;
    this.role = role;
    this.#mintId = mintId;
    this.#allowsReplay = allowsReplay;
    this.#replica = new Replica(deviceId, (sessionId) => this.#tombstones.has(sessionId));
    const offsets = new Offsets();
    const restored = restore(stored, this.#replica, this.#records, offsets);
    this.#clock = new DeviceClock(restored.anchor, offsets, mintId);
    this.#tombstones = restored.tombstones;
    const derived = (record: SessionRecord) => derive(record.state.registers, this.#clock.read);
    this.#delivery = new Delivery({ deviceId, role, mintId, records: this.#records, derived }, restored.contextCounter);
  }

  /** Handles one input. Write `save`, then perform `actions` in order. [DUR-1] */
  step(input: Input): Output {
    const save = new Save();
    const { now, anchor } = this.#clock.advance(input.now, save);
    const turn: Turn = { now, anchor, save, actions: [], touched: new Set(), failed: [] };
    const output = this.#handle(input, turn);
    this.#close(turn);
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
    return this.#records;
  }

  /** The session on the screen: of the live ones the smallest (startedAt, sessionId), so both devices choose alike. [SES-2] */
  get activeSession(): SessionRecord | undefined {
    return [...this.#records.values()].filter(({ state }) => state.isLive).sort(byStart)[0];
  }

  /** Own events the peer has not acknowledged, over all sessions. */
  get queueDepth(): number {
    let depth = 0;
    for (const { outbox } of this.#records.values()) depth += outbox.size;
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
    for (const { event } of this.#records.get(sessionId)?.outbox.values() ?? []) {
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
    this.#forgetOld(turn);
    this.#delivery.begin(input.reachable, outstanding);
  }

  #receive(text: string, transport: Transport, turn: Turn): Verdict[] {
    const parsed = parsePacket(text);
    const refusal = parsed.ok ? this.#refuseReplay(parsed.value) : parsed.rejection;
    if (parsed.ok && refusal === null) return this.#receivePacket(parsed.value, transport, turn);
    const rejection = refusal as Rejection;
    this.#notify(turn, { notice: "quarantined", sentence: rejection.sentence });
    return [{ verdict: "rejected", ...rejection }];
  }

  #refuseReplay({ kind, deviceId }: Packet): Rejection | null {
    if (this.#allowsReplay || !isReplayed(deviceId)) return null;
    const sentence = `the ${kind} of ${deviceId} is a replay's; a debug build takes it once its user has allowed it`;
    return reject("replay_refused", sentence);
  }

  #receivePacket(packet: Packet, transport: Transport, turn: Turn): Verdict[] {
    const liveBefore = this.#liveSessions();
    const { verdicts, merges } = this.#replica.receive(packet, transport, turn.now);
    const [first] = verdicts;
    if (first?.verdict === "rejected") this.#notify(turn, { notice: "quarantined", sentence: first.sentence });
    if (first?.verdict === "rejected" || first?.verdict === "foreign") return verdicts;

    const ownWrites = new OwnWrites();
    for (const { session, merge } of merges) {
      const record = this.#record(session.sessionId);
      for (const conflict of conflictsIn(record, merge, packet, this.deviceId, ownWrites)) this.#notify(turn, conflict);
      this.#keep(record, merge, turn);
      if (packet.kind === "events" || (packet.kind === "snapshot" && merge.isNews)) record.owesAck = true;
    }
    this.#hearAll(packet, turn);
    if (packet.kind === "snapshot") this.#checkDerived(packet, turn);
    if (packet.kind === "ping") this.#delivery.owePong(packet.clockId, packet.sentAt, turn.now);
    if (packet.kind === "pong") this.#clock.hearPong(packet, turn.now, turn.save);
    this.#noticeSessions(liveBefore, turn);
    return verdicts;
  }

  /** Every packet's head acknowledges; hellos and snapshots also say where the peer stands. [ACK-1] [HEL-2] */
  #hearAll(packet: Packet, turn: Turn): void {
    const mentions = packet.kind === "hello" || packet.kind === "snapshot" ? mentionsOf(packet) : null;
    for (const sessionId of mentions?.keys() ?? []) {
      if (!this.#tombstones.has(sessionId) && !this.#records.has(sessionId)) {
        this.#record(sessionId).owesAck = true;
        turn.touched.add(this.#record(sessionId));
      }
    }
    for (const record of this.#records.values()) {
      const acked = hear(record, packet, this.deviceId);
      for (const seq of acked) turn.save.event(record.sessionId, seq, null);
      if (record.closed !== null && record.closed.deviceId !== packet.deviceId) {
        // What the old device said last would close it again before the new one has heard of it.
        if (record.said?.deviceId !== packet.deviceId) record.said = null;
        this.#reopen(record, turn);
      }
      const mention = mentions?.get(record.sessionId);
      if (Object.hasOwn(packet.have, record.sessionId)) answerLack(record, this.deviceId, turn.now);
      if (mention === undefined) continue;
      turn.touched.add(record);
      const notice = compare(record, mention);
      if (notice !== null) this.#notify(turn, notice);
      if (!mention.closed && (!record.isOpen || record.canClose)) record.owesAnswer = true;
    }
  }

  /** Where the states agree, so must what is derived from them; time-bound fields are left alone. [DRV-2] */
  #checkDerived(packet: SnapshotPacket, turn: Turn): void {
    for (const { sessionId, digest, derived } of packet.sessions) {
      const state = this.#records.get(sessionId)?.state;
      if (derived === undefined || state === undefined || state.digest !== digest) continue;
      const own = derive(state.registers, this.#clock.read);
      for (const field of ["completedSetsCount", "volumeLbs"] as const) {
        if (own[field] === derived[field]) continue;
        const sentence = `session ${sessionId}: ${field} is ${own[field]} here and ${derived[field]} at the peer, from one digest`;
        this.#notify(turn, { notice: "derived_mismatch", sessionId, sentence });
      }
    }
  }

  #act(act: Act, turn: Turn): Partial<Output> {
    const drafted = act.act === "start" ? this.#draftStart(act, turn) : this.#draft(act, turn);
    if (isRejection(drafted)) return { refusal: drafted };
    // A session is opened only once its first event has passed: a refused start leaves nothing behind.
    const held = this.#records.get(act.sessionId) ?? new SessionRecord(new SessionState(act.sessionId));
    const event = this.#seal(held, drafted, turn.now);
    if ("code" in event) return { refusal: event };
    const record = this.#record(act.sessionId);

    const merge = this.#replica.write(event, turn.now);
    if (event.seq !== undefined) {
      record.seq = event.seq;
      const evicted = record.outbox.add(event.seq, event);
      turn.save.event(record.sessionId, event.seq, event);
      if (evicted !== undefined) turn.save.event(record.sessionId, evicted, null);
    }
    this.#keep(record, merge, turn);
    if (event.seq === undefined) this.#delivery.owe(event);
    return { events: [event], verdicts: [merge.verdict] };
  }

  #draftStart(act: Extract<Act, { act: "start" }>, { now, anchor }: Turn): Draft | Rejection {
    if (this.#records.has(act.sessionId) || this.#tombstones.has(act.sessionId)) {
      return reject("session_exists", `session ${act.sessionId} is known here; a new one needs a new id`);
    }
    const live = this.activeSession;
    if (live !== undefined)
      return reject("session_live", `session ${live.sessionId} is live; finish or discard it first`);
    return draftStart(act, now, anchor.clockId);
  }

  #draft(act: Exclude<Act, { act: "start" }>, { now, anchor }: Turn): Draft | Rejection {
    const record = this.#records.get(act.sessionId);
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

  /** Puts what a merge did into the save, and reports what it met. */
  #keep(record: SessionRecord, merge: Merge, turn: Turn): void {
    const { sessionId } = record;
    turn.touched.add(record);
    if (merge.changed.length > 0 || merge.collisions.length > 0) {
      if (record.closed !== null) this.#reopen(record, turn);
      if (record.state.registers.ended) record.endedAt ??= turn.now;
      turn.save.cells(record, merge.changed);
      turn.save.cells(record, merge.collisions);
      const urgent = merge.changed.includes("status") || merge.changed.includes("run");
      const health = merge.changed.every((name) => name.startsWith("health/"));
      if (!health || record.state.registers.ended) this.#delivery.changed(urgent);
    } else if (merge.isNews) this.#delivery.changed(false);
    turn.save.head(record);
    for (const register of merge.collisions) {
      const sentence = `session ${sessionId}: two writes of ${register} carry one stamp and different values`;
      this.#notify(turn, { notice: "stamp_collision", sessionId, register, sentence });
    }
    if (merge.violation !== undefined)
      this.#notify(turn, { notice: "protocol_violation", sessionId, sentence: merge.violation });
  }

  #record(sessionId: string): SessionRecord {
    let record = this.#records.get(sessionId);
    if (record === undefined) {
      record = new SessionRecord(this.#replica.session(sessionId));
      this.#records.set(sessionId, record);
    }
    return record;
  }

  #notify(turn: Turn, notice: Notice): void {
    turn.actions.push({ type: "notify", notice });
  }

  #liveSessions(): Set<string> {
    const live = new Set<string>();
    for (const { state } of this.#records.values()) if (state.isLive) live.add(state.sessionId);
    return live;
  }

  /** Tells the host what the peer did to whole sessions: ended one, or started a second beside ours. [SES-2] [SES-3] */
  #noticeSessions(before: ReadonlySet<string>, turn: Turn): void {
    for (const { state } of turn.touched) {
      const { sessionId } = state;
      const { status } = state.registers;
      if (before.has(sessionId) && (status === "finished" || status === "discarded")) {
        const sentence = `session ${sessionId} was ${status} on the other device`;
        this.#notify(turn, { notice: "session_ended_elsewhere", sessionId, status, sentence });
      }
      if (!before.has(sessionId) && state.isLive && before.size > 0) {
        const sentence = `session ${sessionId} was also started on the other device: keep, finish or discard it`;
        this.#notify(turn, { notice: "second_session", sessionId, sentence });
      }
    }
  }

  #close(turn: Turn): void {
    let closedOne = false;
    for (const record of this.#records.values()) {
      if (!record.canClose || record.said === null) continue;
      record.closed = { deviceId: record.said.deviceId, at: turn.now };
      turn.save.head(record);
      closedOne = true;
    }
    if (closedOne) this.#forgetOld(turn);
  }

  #reopen(record: SessionRecord, turn: Turn): void {
    record.closed = null;
    turn.save.head(record);
    this.#delivery.changed(true);
  }

  /**
   * Sessions go 30 days after they were closed, or when there are more than 50 newer; their ids stay, so nothing rises from them. The phone, which
   * keeps the history, counts from the end: a phone without a watch closes nothing. A watch keeps what no phone has acknowledged. [CLO-4..6]
   */
  #forgetOld(turn: Turn): void {
    const doneAt = (record: SessionRecord) => record.closed?.at ?? (this.role === "phone" ? record.endedAt : null);
    const done = [...this.#records.values()].flatMap((record) => {
      const at = doneAt(record);
      return at === null ? [] : [{ record, at }];
    });
    done.sort((a, b) => b.at - a.at);
    done.forEach(({ record, at }, index) => {
      if (index < limits.closedSessions && turn.now - at < limits.closedKeepMs) return;
      turn.save.forget(record);
      this.#records.delete(record.sessionId);
      this.#replica.sessions.delete(record.sessionId);
      this.#tombstones.add(record.sessionId);
    });
    for (const sessionId of this.#tombstones) {
      if (this.#tombstones.size <= limits.tombstones) break;
      this.#tombstones.delete(sessionId);
      turn.save.forgetTombstone(sessionId);
    }
  }
}

function byStart(a: SessionRecord, b: SessionRecord): number {
  const startedAt = (record: SessionRecord) => (record.state.registers.value("meta") as Meta).startedAt;
  return startedAt(a) - startedAt(b) || (a.sessionId < b.sessionId ? -1 : 1);
}

/** An engine over what its store loaded. */
export function openEngine(options: EngineOptions): Engine {
  return new Engine(options);
}
