/*
 * When which item of a capture is due, as a pure state machine: `now` is handed in, what is due and when to wake come out. It reads no clock,
 * so the same machine paces by the wall clock, by a virtual one, or as fast as anyone can take it.
 *
 *            start, resume                     the last item
 *   paused ----------------> running --------------------------> ended
 *      ^  <----------------     |   <-- seek, step back, loop ----+
 *      |   pause, step, found   |
 *
 * Items have times; the machine has a place in them. While it runs, capture time is where it stood plus `rate` times what has passed.
 */

export const slowestRate = 0.01;
export const fastestRate = 1_000;

/** A factor from 0.01 to 1000, or as fast as they are taken. */
export type Rate = number | "max";

export interface PacingOptions {
  /** When each item was recorded, in milliseconds; an item earlier than the one before it counts as at the same time. */
  times: readonly number[];
  rate?: Rate;
  startsPaused?: boolean;
  /** First item to play, and the one to end before. */
  from?: number;
  to?: number;
  loops?: boolean;
  /** Items that are played; the others pass without being due. */
  passes?: (index: number) => boolean;
  /** As fast as possible gives so many at a time, so that whoever plays them may stop in between. */
  batch?: number;
}

export type PacingInput =
  | { type: "start" | "tick" | "pause" | "resume" | "step" | "step_back" | "found"; now: number }
  | { type: "seek"; now: number; to: number }
  | { type: "rate"; now: number; rate: Rate };

export type PacingState = "paused" | "running" | "ended";

export interface PacingOutput {
  /** Everything that was played from this item on is to be undone; what is due follows from there. */
  rewindTo?: number;
  /** Items to play now, in order. */
  due: readonly number[];
  /** When to send a tick, on the clock that `now` is read from; null for not before another input. */
  wakeAt: number | null;
  state: PacingState;
}

/** True for a rate that the machine takes. */
export function isRate(rate: Rate): boolean {
  return rate === "max" || (rate >= slowestRate && rate <= fastestRate);
}

export class Pacing {
  readonly #times: readonly number[];
  readonly #from: number;
  readonly #to: number;
  readonly #loops: boolean;
  readonly #passes: (index: number) => boolean;
  readonly #batch: number;
  #rate: Rate;
  #state: PacingState = "paused";
  /** The next item. */
  #next: number;
  /** Capture time at `#anchorNow`. */
  #anchorAt: number;
  #anchorNow = 0;

  /** Throws RangeError for a rate that is out of bounds: whoever reads rates from people has asked `isRate`. */
  constructor({
    times,
    rate = 1,
    startsPaused,
    from = 0,
    to = times.length,
    loops,
    passes,
    batch = 256,
  }: PacingOptions) {
    if (!isRate(rate)) throw new RangeError(`a rate is ${slowestRate} to ${fastestRate}, or max`);
    let latest = Number.NEGATIVE_INFINITY;
    this.#times = times.map((time) => {
      latest = Math.max(latest, time);
      return latest;
    });
    this.#from = clamp(from, 0, times.length);
    this.#to = clamp(to, this.#from, times.length);
    this.#loops = loops === true;
    this.#passes = passes ?? (() => true);
    this.#batch = batch;
    this.#rate = rate;
    this.#next = this.#from;
    this.#anchorAt = this.#times[this.#from] ?? 0;
    if (startsPaused !== true) this.#state = "running";
  }

  get state(): PacingState {
    return this.#state;
  }

  get rate(): Rate {
    return this.#rate;
  }

  /** The next item to play; `to` at the end. */
  get position(): number {
    return this.#next;
  }

  step(input: PacingInput): PacingOutput {
    const { now } = input;
    switch (input.type) {
      case "start":
        this.#anchor(this.#anchorAt, now);
        return this.#play(now);
      case "tick":
        return this.#play(now);
      case "pause":
      case "found":
        return this.#pause(now);
      case "resume":
        if (this.#state === "paused") {
          this.#state = "running";
          this.#anchor(this.#anchorAt, now);
        }
        return this.#play(now);
      case "rate":
        if (isRate(input.rate)) {
          this.#anchor(this.#captureTime(now), now);
          this.#rate = input.rate;
        }
        return this.#play(now);
      case "step":
        return this.#stepOn(now);
      case "step_back":
        return this.#goTo(this.#before(this.#next), now, true);
      case "seek":
        return this.#goTo(clamp(input.to, this.#from, this.#to), now, false);
    }
  }

  #captureTime(now: number): number {
    if (this.#state !== "running" || this.#rate === "max") return this.#anchorAt;
    return this.#anchorAt + (now - this.#anchorNow) * this.#rate;
  }

  #anchor(at: number, now: number): void {
    this.#anchorAt = at;
    this.#anchorNow = now;
  }

  #pause(now: number): PacingOutput {
    if (this.#state === "running") {
      this.#anchor(this.#captureTime(now), now);
      this.#state = "paused";
    }
    return this.#output([], now);
  }

  /** All that is due; at the end once more from the beginning, where that was asked for. */
  #play(now: number): PacingOutput {
    if (this.#state !== "running") return this.#output([], now);
    const due: number[] = [];
    const until = this.#rate === "max" ? Number.POSITIVE_INFINITY : this.#captureTime(now);
    const most = this.#rate === "max" ? this.#batch : Number.POSITIVE_INFINITY;
    while (this.#next < this.#to && due.length < most && (this.#times[this.#next] as number) <= until) {
      if (this.#passes(this.#next)) due.push(this.#next);
      this.#next++;
    }
    if (this.#rate === "max") this.#anchor(this.#times[Math.max(this.#from, this.#next - 1)] ?? this.#anchorAt, now);
    if (this.#next >= this.#to && !this.#loops) this.#state = "ended";
    // The last item is seen before the first one comes again: the tick after it begins anew.
    if (this.#next < this.#to || !this.#loops || due.length > 0) return this.#output(due, now);
    if (this.#to === this.#from) return this.#end(now);
    this.#next = this.#from;
    this.#anchor(this.#times[this.#from] as number, now);
    return { ...this.#output([], now), rewindTo: this.#from };
  }

  #end(now: number): PacingOutput {
    this.#state = "ended";
    return this.#output([], now);
  }

  #stepOn(now: number): PacingOutput {
    this.#pause(now);
    while (this.#next < this.#to && !this.#passes(this.#next)) this.#next++;
    if (this.#next >= this.#to) return this.#end(now);
    const due = [this.#next];
    this.#next++;
    this.#anchor(Math.max(this.#anchorAt, this.#times[due[0] as number] as number), now);
    this.#state = this.#next >= this.#to && !this.#loops ? "ended" : "paused";
    return this.#output(due, now);
  }

  /** Back: what was played from there on is undone. On: everything between is due at once. */
  #goTo(index: number, now: number, pauses: boolean): PacingOutput {
    if (pauses || this.#state === "ended") this.#state = "paused";
    const due: number[] = [];
    const isBack = index < this.#next;
    for (let i = this.#next; i < index; i++) if (this.#passes(i)) due.push(i);
    this.#next = index;
    this.#anchor(this.#times[Math.min(index, this.#to - 1)] ?? 0, now);
    if (index >= this.#to && !this.#loops) this.#state = "ended";
    return { ...this.#output(due, now), ...(isBack ? { rewindTo: index } : {}) };
  }

  /** The last item before an index that is played; `from` when there is none. */
  #before(index: number): number {
    for (let i = index - 1; i >= this.#from; i--) if (this.#passes(i)) return i;
    return this.#from;
  }

  #output(due: number[], now: number): PacingOutput {
    return { due, wakeAt: this.#wakeAt(now), state: this.#state };
  }

  #wakeAt(now: number): number | null {
    if (this.#state !== "running") return null;
    const at = this.#times[this.#next];
    if (this.#rate === "max" || this.#next >= this.#to || at === undefined) return now;
    return Math.max(now, this.#anchorNow + (at - this.#anchorAt) / this.#rate);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(Math.floor(value), low), high);
}
