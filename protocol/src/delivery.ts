import type { ClockAnchor } from "./clock.ts";
import type { Save } from "./durable.ts";
import type { Envelope } from "./envelope.ts";
import { covers, toVector } from "./have.ts";
import type { Role } from "./ids.ts";
import { limits } from "./limits.ts";
import { mayRetry } from "./link-error.ts";
import type { Outgoing } from "./outbox.ts";
import type {
  Derived,
  Have,
  Packet,
  PacketHead,
  PacketKind,
  SessionSnapshot,
  SnapshotPacket,
  Standing,
} from "./packet.ts";
import { byteLength } from "./parse.ts";
import type { SessionRecord } from "./record.ts";
import type { Action, Channel } from "./step.ts";
import { protocolVersion } from "./version.ts";

/** Who is sending, and what delivery may look at. */
export interface Sender {
  readonly deviceId: string;
  readonly role: Role;
  readonly records: ReadonlyMap<string, SessionRecord>;
  readonly mintId: () => string;
  readonly derived: (record: SessionRecord) => Derived;
}

/** A userInfo transfer the system still holds, and which events are in it. */
type Transfer = { sessionId: string; seqs: number[] }[];

/** Room for sessions in a context; the rest is the packet's own head. */
const contextBudget = limits.contextBytes - 8_192;

/**
 * Decides what leaves, when, and by which channel. Handlers only note what is owed; `flush` turns it into sends once an input has been
 * handled, after the save.
 *
 *   reachable      outbox, snapshots owed, hello, answers, ack   by message; on error the events by userInfo
 *   not reachable  outbox by userInfo, once per activation
 *   either way     the context, when something changed, not more often than the interval while live
 */
export class Delivery {
  readonly #sender: Sender;
  /** False until the link is activated: what is sent before is refused with 7004. [OUT-2] */
  #isActivated = false;
  #reachable = false;
  #contextCounter: number;
  #contextDirty = false;
  #contextUrgent = false;
  #contextAt: number | null = null;
  #contextSendId: string | null = null;
  /** A context that the system refused is tried again on the interval, whether or not a session is live. [SNP-6] */
  #contextFailed = false;
  #helloDue = false;
  #helloAt: number | null = null;
  #helloPauseMs: number = limits.helloIntervalMs;
  #pong: { clockId: string; sentAt: number; receivedAt: number } | null = null;
  #unsequenced: Envelope[] = [];
  readonly #messages = new Map<string, Outgoing[]>();
  readonly #transfers = new Map<string, Transfer>();

  constructor(sender: Sender, contextCounter: number) {
    this.#sender = sender;
    this.#contextCounter = contextCounter;
  }

  get reachable(): boolean {
    return this.#reachable;
  }

  /** A process has begun, or the link is up: everything unacknowledged leaves again, and both sides say where they stand. [OUT-2] [HEL-1] */
  begin(reachable: boolean, outstanding: ReadonlyMap<string, Transfer>): void {
    this.#isActivated = true;
    this.#messages.clear();
    this.#transfers.clear();
    for (const record of this.#sender.records.values()) {
      record.outbox.requeue("all");
      if (record.isOpen) this.#contextDirty = true;
    }
    for (const [sendId, transfer] of outstanding) {
      this.#transfers.set(sendId, transfer);
      this.#mark(transfer, "yes");
    }
    this.setReachable(reachable);
  }

  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
    for (const { outbox } of this.#sender.records.values()) {
      outbox.requeue("failed");
      if (reachable) outbox.rewind();
    }
    if (!reachable) return;
    this.#helloDue = true;
    this.#helloPauseMs = limits.helloIntervalMs;
  }

  /** Something a snapshot shows has changed; `urgent` for start, pause, resume and end. [SNP-4] */
  changed(urgent: boolean): void {
    this.#contextDirty = true;
    if (urgent) this.#contextUrgent = true;
  }

  /** An unsequenced event leaves now by message or not at all: its cells travel again in every hello and snapshot. [EVT-7] */
  owe(event: Envelope): void {
    this.#unsequenced.push(event);
  }

  owePong(clockId: string, sentAt: number, receivedAt: number): void {
    this.#pong = { clockId, sentAt, receivedAt };
  }

  /** How a send ended. Events whose message failed go by userInfo, each once per activation. [OUT-3] [LNK-4] */
  sent(sendId: string, errorCode: number | undefined): Outgoing[] {
    if (sendId === this.#contextSendId) {
      this.#contextFailed = errorCode !== undefined && mayRetry(errorCode);
      this.#contextDirty ||= this.#contextFailed;
    }
    const transfer = this.#transfers.get(sendId);
    this.#transfers.delete(sendId);
    if (transfer !== undefined && errorCode !== undefined && mayRetry(errorCode)) this.#mark(transfer, "failed");
    const outgoing = this.#messages.get(sendId);
    this.#messages.delete(sendId);
    return errorCode === undefined || outgoing === undefined ? [] : outgoing;
  }

  #mark(transfer: Transfer, queued: Outgoing["queued"]): void {
    for (const { sessionId, seqs } of transfer) {
      const outbox = this.#sender.records.get(sessionId)?.outbox;
      for (const seq of seqs) {
        const outgoing = outbox?.get(seq);
        if (outgoing !== undefined) outgoing.queued = queued;
      }
    }
  }

  flush(now: number, anchor: ClockAnchor, save: Save, failed: readonly Outgoing[]): Action[] {
    const actions: Action[] = [];
    if (!this.#isActivated) {
      this.#unsequenced = [];
      return actions;
    }
    if (this.#reachable) this.#flushMessages(now, anchor, actions);
    this.#unsequenced = [];
    this.#queueEvents(failed, actions);
    if (!this.#reachable) {
      for (const record of this.#sender.records.values()) this.#queueEvents([...record.outbox.values()], actions);
      this.#carryOverToContext();
    }
    this.#publishContext(now, save, actions);
    return actions;
  }

  /** When `flush` wants to be called next, on the own session clock; null while there is nothing to wait for. */
  wakeAt(): number | null {
    const times: number[] = [];
    const hello = this.#nextHelloAt();
    if (hello !== null) times.push(hello);
    if (this.#contextDirty && this.#contextAt !== null) times.push(this.#contextAt + limits.snapshotIntervalMs);
    for (const record of this.#sender.records.values()) {
      if (this.#reachable && record.owesSnapshot && record.snapshotAt !== null)
        times.push(record.snapshotAt + limits.resendAfterMs);
    }
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Takes transfers whose every event is acknowledged out of the system's queue. [OUT-8] */
  cancelSuperseded(actions: Action[]): void {
    const sendIds: string[] = [];
    for (const [sendId, transfer] of this.#transfers) {
      const superseded = transfer.every(({ sessionId, seqs }) => {
        const outbox = this.#sender.records.get(sessionId)?.outbox;
        return seqs.every((seq) => outbox?.get(seq) === undefined);
      });
      if (superseded) sendIds.push(sendId);
    }
    for (const sendId of sendIds) this.#transfers.delete(sendId);
    if (sendIds.length > 0) actions.push({ type: "cancel", sendIds });
  }

  #flushMessages(now: number, anchor: ClockAnchor, actions: Action[]): void {
    const before = actions.length;
    const records = [...this.#sender.records.values()];

    const nextHello = this.#nextHelloAt();
    if (nextHello !== null && now >= nextHello) this.#helloDue = true;
    if (this.#helloDue) this.#sayHello(now, anchor, actions);
    else if (records.some((record) => record.owesAnswer)) this.#send("message", this.#hello(), actions);
    for (const record of records) record.owesAnswer = false;

    for (const record of records) {
      const due = [...record.outbox.values()].filter(({ messagedAt }) => messagedAt === null);
      for (const batch of this.#split(due)) {
        const sendId = this.#send("message", this.#events(batch), actions);
        this.#messages.set(sendId, batch);
        for (const outgoing of batch) outgoing.messagedAt = now;
      }
      this.#sendSnapshotOwed(record, now, actions);
    }
    if (this.#unsequenced.length > 0)
      this.#send("message", { ...this.#head("events"), events: this.#unsequenced }, actions);
    if (actions.length === before && records.some((record) => record.owesAck))
      this.#send("message", this.#head("ack"), actions);
    for (const record of records) record.owesAck = false;

    if (this.#pong !== null) {
      const { clockId, sentAt, receivedAt } = this.#pong;
      const pong = {
        pingClockId: clockId,
        pingSentAt: sentAt,
        pingReceivedAt: receivedAt,
        clockId: anchor.clockId,
        sentAt: now,
      };
      this.#send("message", { ...this.#head("pong"), ...pong }, actions);
      this.#pong = null;
    }
  }

  #sayHello(now: number, anchor: ClockAnchor, actions: Action[]): void {
    this.#helloDue = false;
    this.#send("message", this.#hello(), actions);
    this.#send("message", { ...this.#head("ping"), clockId: anchor.clockId, sentAt: now }, actions);
    const live = [...this.#sender.records.values()].some((record) => record.isOpen && record.state.isLive);
    const slower = Math.min(this.#helloPauseMs * 2, limits.helloMaxIntervalMs);
    this.#helloPauseMs = live || this.#helloAt === null ? limits.helloIntervalMs : slower;
    this.#helloAt = now;
  }

  /** Live sessions say hello on the interval; ended ones ever less often, until they are closed. [HEL-1] [HEL-4] */
  #nextHelloAt(): number | null {
    if (!this.#reachable || this.#helloAt === null) return null;
    let open = false;
    for (const record of this.#sender.records.values()) {
      if (record.isOpen && record.state.isLive) return this.#helloAt + limits.helloIntervalMs;
      open ||= record.isOpen;
    }
    return open ? this.#helloAt + this.#helloPauseMs : null;
  }

  #sendSnapshotOwed(record: SessionRecord, now: number, actions: Action[]): void {
    if (!record.owesSnapshot) return;
    if (record.snapshotAt !== null && now - record.snapshotAt < limits.resendAfterMs) return;
    record.owesSnapshot = false;
    record.snapshotAt = now;
    const packet: SnapshotPacket = {
      ...this.#head("snapshot", record),
      counter: this.#contextCounter + 1,
      sessions: [this.#snapshot(record)],
    };
    if (byteLength(JSON.stringify(packet)) > limits.messageBytes - 4_096) {
      this.changed(true);
      return;
    }
    if (record.drift !== null) record.drift.snapshotSent = true;
    this.#send("message", packet, actions);
  }

  /** Not reachable: what would have been said by message is said by the next context. [ACK-2] */
  #carryOverToContext(): void {
    for (const record of this.#sender.records.values()) {
      if (record.owesAck || record.owesSnapshot || record.owesAnswer) this.changed(false);
      if (record.owesSnapshot && record.drift !== null) record.drift.snapshotSent = true;
      record.owesAck = false;
      record.owesSnapshot = false;
    }
  }

  /** Hands events to the system's durable queue, each once per activation. [OUT-3] */
  #queueEvents(outgoing: readonly Outgoing[], actions: Action[]): void {
    const due = outgoing.filter(
      ({ event, seq, queued }) =>
        queued === "no" && this.#sender.records.get(event.sessionId)?.outbox.get(seq) !== undefined,
    );
    for (const batch of this.#split(due)) {
      const sendId = this.#send("userInfo", this.#events(batch), actions);
      const first = batch[0] as Outgoing;
      this.#transfers.set(sendId, [{ sessionId: first.event.sessionId, seqs: batch.map(({ seq }) => seq) }]);
      for (const each of batch) each.queued = "yes";
    }
  }

  /** In the author's order, one session a packet, none above the split size. [OUT-6] */
  #split(due: readonly Outgoing[]): Outgoing[][] {
    const batches: Outgoing[][] = [];
    let bytes = 0;
    for (const outgoing of due) {
      const size = byteLength(JSON.stringify(outgoing.event)) + 1;
      const batch = batches.at(-1);
      const sameSession = batch?.[0]?.event.sessionId === outgoing.event.sessionId;
      if (batch !== undefined && sameSession && bytes + size <= limits.packetSplitBytes - 4_096) {
        batch.push(outgoing);
        bytes += size;
      } else {
        batches.push([outgoing]);
        bytes = size;
      }
    }
    return batches;
  }

  #publishContext(now: number, save: Save, actions: Action[]): void {
    if (!this.#contextDirty) return;
    const records = this.#volunteered();
    if (records.length === 0) {
      this.#contextDirty = false;
      return;
    }
    const live = records.some((record) => record.state.isLive);
    const early = this.#contextAt !== null && now - this.#contextAt < limits.snapshotIntervalMs;
    if (early && ((live && !this.#contextUrgent) || this.#contextFailed)) return;

    this.#contextDirty = false;
    this.#contextUrgent = false;
    this.#contextAt = now;
    this.#contextCounter++;
    save.context(this.#contextCounter);
    const packet: SnapshotPacket = { ...this.#head("snapshot"), counter: this.#contextCounter, sessions: [] };
    let bytes = byteLength(JSON.stringify(packet));
    for (const record of records) {
      const snapshot = this.#snapshot(record);
      const size = byteLength(JSON.stringify(snapshot)) + 1;
      if (bytes + size > contextBudget) continue;
      bytes += size;
      packet.sessions.push(snapshot);
    }
    for (const record of records) record.owesAnswer = false;
    if (packet.sessions.length > 0) this.#contextSendId = this.#send("applicationContext", packet, actions);
  }

  /** What a context holds: live sessions first, then ended ones that are not closed, or whose closing the peer has yet to hear. [SNP-3] */
  #volunteered(): SessionRecord[] {
    const records = [...this.#sender.records.values()].filter((record) => record.isOpen || record.owesAnswer);
    return records.sort((a, b) => Number(a.state.registers.ended) - Number(b.state.registers.ended));
  }

  #events(batch: readonly Outgoing[]): Packet {
    return { ...this.#head("events"), events: batch.map(({ event }) => event) };
  }

  #hello(): Packet {
    const sessions: Standing[] = [];
    for (const record of this.#sender.records.values()) {
      if (!record.isOpen && !record.owesAnswer) continue;
      const { state } = record;
      const health = state.registers.toMap("health");
      sessions.push({
        sessionId: state.sessionId,
        revision: state.revision,
        digest: state.digest,
        ...(state.registers.status === undefined ? {} : { status: state.registers.status }),
        ...(record.isOpen ? {} : { closed: true }),
        ...(Object.keys(health).length === 0 ? {} : { health }),
      });
    }
    return { ...this.#head("hello"), sessions };
  }

  #snapshot(record: SessionRecord): SessionSnapshot {
    const { state } = record;
    return {
      sessionId: state.sessionId,
      revision: state.revision,
      digest: state.digest,
      ...(record.isOpen ? {} : { closed: true }),
      registers: state.registers.toMap(),
      ...(state.isShell ? {} : { derived: this.#sender.derived(record) }),
    };
  }

  /**
   * Every packet acknowledges: the vectors of open sessions, of those the peer has just mentioned, and of the one the packet is about,
   * closed or not: a digest without its vector would be held against an older one. [ACK-1] [ACK-2] [SNP-1]
   */
  #head<K extends PacketKind>(kind: K, about?: SessionRecord): PacketHead & { kind: K } {
    const have: Have = {};
    for (const record of this.#sender.records.values()) {
      if (record.isOpen || record.owesAnswer || record.owesAck || record === about) {
        have[record.sessionId] = toVector(record.state.vector);
      }
    }
    return { v: protocolVersion, kind, deviceId: this.#sender.deviceId, role: this.#sender.role, have };
  }

  #send(channel: Channel, packet: Packet, actions: Action[]): string {
    const text = JSON.stringify(packet);
    const sendId = this.#sender.mintId();
    actions.push({ type: "send", channel, sendId, text, bytes: byteLength(text) });
    return sendId;
  }
}

/** Which events of ours a text that the system still holds would bring. [OUT-8] */
export function transferOf(packet: Packet, deviceId: string): Transfer {
  if (packet.kind !== "events") return [];
  const bySession = new Map<string, number[]>();
  for (const { sessionId, seq, deviceId: author } of packet.events) {
    if (author === deviceId && seq !== undefined) bySession.set(sessionId, [...(bySession.get(sessionId) ?? []), seq]);
  }
  return [...bySession].map(([sessionId, seqs]) => ({ sessionId, seqs }));
}

/** The own seqs that a peer's vector misses. */
export function lackedBy(record: SessionRecord, deviceId: string): number[] {
  const part = record.said?.vector.get(deviceId);
  const lacked: number[] = [];
  for (let seq = (part?.upTo ?? 0) + 1; seq <= record.seq; seq++) if (!covers(part, seq)) lacked.push(seq);
  return lacked;
}
