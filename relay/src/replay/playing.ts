import type { Entry } from "@lighty/protocol";
import type { Pacing, PacingInput, PacingState } from "@lighty/protocol/replay";
import type { Found, Outcome, ReplayTarget } from "./replay-target.ts";

/** A clock that can be waited on; the wall's, unless a test brings another. Milliseconds. */
export interface ReplayClock {
  now(): number;
  /** Resolves at that time, or when `wakened` does; null is only when wakened. */
  wait(until: number | null, wakened: Promise<void>): Promise<void>;
}

export const wallClock: ReplayClock = {
  now: () => performance.now(),
  wait: async (until, wakened) => {
    if (until === null) return wakened;
    let timer: NodeJS.Timeout | undefined;
    const due = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, until - performance.now()));
    });
    await Promise.race([due, wakened]);
    clearTimeout(timer);
  },
};

/** An input of a person, still without its time. */
export type Told = PacingInput extends infer I ? (I extends { now: number } ? Omit<I, "now"> : never) : never;

/** What a person tells a replay while it runs. */
export class Controls {
  #told: Told[] = [];
  #isOver = false;
  #wake: () => void = () => {};

  tell(input: Told): void {
    this.#told.push(input);
    this.#wake();
  }

  /** Ends the replay after what is being played. */
  quit(): void {
    this.#isOver = true;
    this.#wake();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  take(): Told | undefined {
    return this.#told.shift();
  }

  wakened(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#told.length > 0 || this.#isOver) resolve();
    });
  }
}

export interface Play {
  entries: readonly Entry[];
  pacing: Pacing;
  target: ReplayTarget;
  controls: Controls;
  clock?: ReplayClock;
  /** Pause at what an entry shows, and go on when told; or end there. */
  untilFinding?: "pause" | "end";
  played?: (entry: Entry) => void;
  found?: (found: Found) => void;
  state?: (state: PacingState, position: number) => void;
}

/** Plays a capture to a target as the machine says it is due, until its end or until a person ends it. */
export async function play(options: Play): Promise<Outcome> {
  const { entries, pacing, target, controls, clock = wallClock, untilFinding, played, found, state } = options;
  let input: Told = { type: "start" };
  for (;;) {
    const output = pacing.step({ ...input, now: clock.now() } as PacingInput);
    if (output.rewindTo !== undefined) {
      await target.restart();
      await target.play(entries.slice(0, output.rewindTo));
    }
    const due = output.due.map((index) => entries[index] as Entry);
    const shown = due.length === 0 ? [] : await target.play(due);
    for (const entry of due) played?.(entry);
    for (const each of shown) found?.(each);
    state?.(pacing.state, pacing.position);
    if (shown.length > 0 && untilFinding === "end") controls.quit();
    if (shown.length > 0 && untilFinding === "pause") controls.tell({ type: "found" });
    if (controls.isOver || output.state === "ended") return target.end();
    const told = controls.take();
    if (told === undefined) await clock.wait(output.wakeAt, controls.wakened());
    input = told ?? controls.take() ?? { type: "tick" };
  }
}
