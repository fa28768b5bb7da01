import type { Instant } from "@lighty/protocol";
import type { RestBell } from "./surroundings.ts";

/** A rest that runs: its name, and what is left of it at the moment it is looked at. */
export interface RunningRest {
  restId: string;
  remainingMs: number;
}

/** A deadline that moved by less than this has not moved: the offset to the watch's clock is only known so well. Milliseconds. */
const sameMs = 250;

/**
 * Keeps one notification of the system in step with the rest that runs, from its absolute deadline, while no watch is there to tell its end.
 * [TMR-1]
 *
 *   silent --a rest runs, no watch--> set(deadline) --another deadline--> set --skipped, paused, over, a watch--> silent
 */
export class RestAlarm {
  readonly #bell: RestBell;
  #set: { restId: string; atWallMs: number } | null = null;

  constructor(bell: RestBell) {
    this.#bell = bell;
    // What an earlier process has set may be of a rest that is over.
    bell.cancel();
  }

  /** `rest`: the one that runs, null without one or when a watch will tell its end. */
  follow(rest: RunningRest | null, now: Instant): void {
    if (rest === null) {
      // One that has just run out rings by itself; it is not to be called back while it does.
      if (this.#set !== null && this.#set.atWallMs > now.wallMs) this.#bell.cancel();
      this.#set = null;
      return;
    }
    const atWallMs = now.wallMs + rest.remainingMs;
    const isSame = this.#set?.restId === rest.restId && Math.abs(this.#set.atWallMs - atWallMs) < sameMs;
    if (isSame) return;
    this.#set = { restId: rest.restId, atWallMs };
    this.#bell.ring(atWallMs);
  }
}
