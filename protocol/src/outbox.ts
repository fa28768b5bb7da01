import type { Envelope } from "./envelope.ts";
import { covers } from "./have.ts";
import { limits } from "./limits.ts";
import type { Received } from "./packet.ts";

/** An own event the peer has not acknowledged. What is sent of it is not durable: a new process sends again. [OUT-1] */
export interface Outgoing {
  readonly event: Envelope;
  readonly seq: number;
  /** When it last left by message, on the own session clock; null when it should leave. */
  messagedAt: number | null;
  /** Where it stands with transferUserInfo: not handed over since the last activation, handed over or found there, or handed back. [OUT-3] */
  queued: "no" | "yes" | "failed";
}

/** Own events of one session above what the peer has acknowledged, in order. [OUT-1] */
export class Outbox {
  readonly #events = new Map<number, Outgoing>();

  get size(): number {
    return this.#events.size;
  }

  values(): IterableIterator<Outgoing> {
    return this.#events.values();
  }

  get(seq: number): Outgoing | undefined {
    return this.#events.get(seq);
  }

  /** Adds the newest event; says which one had to go when there was no room: the snapshot answers for it. [OUT-5] */
  add(seq: number, event: Envelope): number | undefined {
    this.#events.set(seq, { event, seq, messagedAt: null, queued: "no" });
    if (this.#events.size <= limits.outboxEvents) return undefined;
    const oldest = this.#events.keys().next().value as number;
    this.#events.delete(oldest);
    return oldest;
  }

  /** Forgets what has been acknowledged. [OUT-4] */
  prune(acked: Received | undefined): number[] {
    const gone: number[] = [];
    if (acked === undefined || this.#events.size === 0) return gone;
    for (const seq of this.#events.keys()) {
      if (covers(acked, seq)) gone.push(seq);
    }
    for (const seq of gone) this.#events.delete(seq);
    return gone;
  }

  /** The link is up again: everything should leave once more. [OUT-2] */
  rewind(): void {
    for (const outgoing of this.#events.values()) outgoing.messagedAt = null;
  }

  /** The system is asked anew to carry what it handed back, or, with `all`, whatever it is not found to hold. [OUT-3] */
  requeue(which: "failed" | "all"): void {
    for (const outgoing of this.#events.values()) {
      if (which === "all" || outgoing.queued === "failed") outgoing.queued = "no";
    }
  }

  /** The peer lacks these: those that left long enough ago leave again. False when one of them is no longer here. [OUT-7] */
  resend(missing: readonly number[], now: number): boolean {
    let complete = true;
    for (const seq of missing) {
      const outgoing = this.#events.get(seq);
      if (outgoing === undefined) complete = false;
      else if (outgoing.messagedAt !== null && now - outgoing.messagedAt >= limits.resendAfterMs)
        outgoing.messagedAt = null;
    }
    return complete;
  }
}
