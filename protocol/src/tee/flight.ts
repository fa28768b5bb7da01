import type { Lane } from "./ring.ts";

/** Frames sent one after another: traceSeqs `from` to `to` of a lane. */
interface Run {
  lane: Lane;
  from: number;
  to: number;
}

/**
 * What has been sent since the last welcome and not been acknowledged: runs of traceSeqs, since frames go out in order. It tells how
 * much of the window is used, and, once the relay has spoken, which frames landed. [TEE-5]
 */
export class Flight {
  #runs: Run[] = [];
  #count = 0;

  /** Frames in flight. */
  get count(): number {
    return this.#count;
  }

  sent(lane: Lane, traceSeq: number): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && last.lane === lane && last.to + 1 === traceSeq) last.to = traceSeq;
    else this.#runs.push({ lane, from: traceSeq, to: traceSeq });
    this.#count += 1;
  }

  /** How many frames of the lane landed, now that it is acknowledged up to `lane.acked`. */
  land(lane: Lane): number {
    let landed = 0;
    for (const run of this.#runs) {
      if (run.lane !== lane || run.from > lane.acked) continue;
      const upTo = Math.min(run.to, lane.acked);
      landed += upTo - run.from + 1;
      run.from = upTo + 1;
    }
    if (landed > 0) this.#runs = this.#runs.filter((run) => run.from <= run.to);
    this.#count -= landed;
    return landed;
  }

  /** The connection is gone and the relay has said what it holds: frames below the first one still held are lost. */
  settle(firstHeld: (lane: Lane) => number | undefined): number {
    let lost = 0;
    for (const { lane, from, to } of this.#runs) {
      const held = firstHeld(lane) ?? Number.POSITIVE_INFINITY;
      lost += Math.max(0, Math.min(to, held - 1) - from + 1);
    }
    this.#runs = [];
    this.#count = 0;
    return lost;
  }
}
