import type { ClockAnchor } from "./clock.ts";
import { Context } from "./context.ts";
import type { Save } from "./durable.ts";
import type { Envelope } from "./envelope.ts";
import { limits } from "./limits.ts";
import { mayRetry } from "./link-error.ts";
import type { Outgoing } from "./outbox.ts";
import type { Packet, SnapshotPacket } from "./packet.ts";
import { byteLength } from "./parse.ts";
import type { SessionRecord } from "./record.ts";
import type { Sender } from "./sender.ts";
import type { Action } from "./step.ts";

/** A userInfo transfer the system still holds, and which events are in it. */
type Transfer = { sessionId: string; seqs: number[] }[];

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
  readonly #context: Context;
  #helloDue = false;
  #helloAt: number | null = null;
  #helloPauseMs: number = limits.helloIntervalMs;
  #pong: { clockId: string; sentAt: number; receivedAt: number } | null = null;
  #unsequenced: Envelope[] = [];
  readonly #messages = new Map<string, Outgoing[]>();
  readonly #transfers = new Map<string, Transfer>();

  constructor(sender: Sender, contextCounter: number) {
    this.#sender = sender;
    this.#context = new Context(sender, contextCounter);
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
      if (record.isOpen) this.changed(false);
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
    this.#context.changed(urgent);
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
    this.#context.sent(sendId, errorCode);
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
    this.#context.publish(now, save, actions);
    return actions;
  }

  /** When `flush` wants to be called next, on the own session clock; null while there is nothing to wait for. */
  wakeAt(): number | null {
    const times: number[] = [];
    const hello = this.#nextHelloAt();
    if (hello !== null) times.push(hello);
    if (this.#context.wakeAt !== null) times.push(this.#context.wakeAt);
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
    else if (records.some((record) => record.owesAnswer)) this.#sender.send("message", this.#sender.hello(), actions);
    for (const record of records) record.owesAnswer = false;

    for (const record of records) {
      const due = [...record.outbox.values()].filter(({ messagedAt }) => messagedAt === null);
      for (const batch of this.#split(due)) {
        const sendId = this.#sender.send("message", this.#sender.events(batch), actions);
        this.#messages.set(sendId, batch);
        for (const outgoing of batch) outgoing.messagedAt = now;
      }
      this.#sendSnapshotOwed(record, now, actions);
    }
    if (this.#unsequenced.length > 0)
      this.#sender.send("message", { ...this.#sender.head("events"), events: this.#unsequenced }, actions);
    if (actions.length === before && records.some((record) => record.owesAck))
      this.#sender.send("message", this.#sender.head("ack"), actions);
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
      this.#sender.send("message", { ...this.#sender.head("pong"), ...pong }, actions);
      this.#pong = null;
    }
  }

  #sayHello(now: number, anchor: ClockAnchor, actions: Action[]): void {
    this.#helloDue = false;
    this.#sender.send("message", this.#sender.hello(), actions);
    this.#sender.send("message", { ...this.#sender.head("ping"), clockId: anchor.clockId, sentAt: now }, actions);
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
      ...this.#sender.head("snapshot", record),
      counter: this.#context.nextCounter,
      sessions: [this.#sender.snapshot(record)],
    };
    if (byteLength(JSON.stringify(packet)) > limits.messageBytes - 4_096) {
      this.changed(true);
      return;
    }
    if (record.drift !== null) record.drift.snapshotSent = true;
    this.#sender.send("message", packet, actions);
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
      const sendId = this.#sender.send("userInfo", this.#sender.events(batch), actions);
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
