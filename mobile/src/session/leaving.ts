import type { Batch, SessionRecord, Value } from "@lighty/protocol";

/** A session that the lifter has discarded and may still want back. */
export interface Farewell {
  sessionId: string;
  /** When it is over, by the own session clock. */
  until: number;
  /** The session's state when it was said. */
  digest: string;
}

const leavingKey = "leaving";

/** How long a discard can be undone. Milliseconds. */
export const leavingMs = 6_000;

/**
 * `session_discarded` cannot be taken back: nothing beats it but a finish. [MRG-3] So a discard that can be undone is one that has not been
 * said yet. The wish and its deadline are durable; the session goes on meanwhile, unseen here.
 *
 *   standing --discard--> leaving --undo-----------------------------> standing
 *                            | due, nothing has come in meanwhile ----> session_discarded
 *                            | due, the watch has gone on with it ----> standing, and the lifter is told
 */
export class Leaving {
  #farewell: Farewell | null;

  constructor(stored: ReadonlyMap<string, Value>) {
    this.#farewell = (stored.get(leavingKey) as unknown as Farewell | undefined) ?? null;
  }

  get farewell(): Farewell | null {
    return this.#farewell;
  }

  has(sessionId: string): boolean {
    return this.#farewell?.sessionId === sessionId;
  }

  /** Another process goes on: what waited for it comes in first, and the lifter sees once more what is about to go. */
  resume(now: number): void {
    if (this.#farewell !== null) this.#farewell = { ...this.#farewell, until: now + leavingMs };
  }

  begin({ sessionId, state }: SessionRecord, now: number): Batch {
    return this.#put({ sessionId, until: now + leavingMs, digest: state.digest });
  }

  end(): Batch {
    return this.#put(null);
  }

  #put(farewell: Farewell | null): Batch {
    this.#farewell = farewell;
    return new Map([[leavingKey, farewell as unknown as Value]]);
  }
}
