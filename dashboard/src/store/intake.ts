import type { Entry } from "@lighty/protocol";

/** Work between two paints, so that a backlog of thousands leaves the page answering; entries are taken in by the slice. */
const budgetMs = 8;
const slice = 50;
/**
 * Of a page that is so far behind: a busy machine paints fifteen times a second, and eight milliseconds of each would not be enough to keep
 * up with what comes.
 */
const behindEntries = 1_000;
const behindMs = 64;

/**
 * While more waits than can be taken in, views are told this seldom at most: drawing costs more than taking in, and a page that draws each
 * time falls behind for good.
 */
const tellEveryMs = 250;

/** Entries that wait at most while the reader pauses; beyond that the oldest are taken in after all, so that a long pause stays bounded. */
export const mostHeld = 20_000;

/**
 * Entries that wait at most, whoever paints: a page that is long in the background is woken once a minute, and what came meanwhile would fill
 * its memory. Beyond that each message is taken in as it comes, which also lets a page that cannot keep up say so to its socket.
 */
export const mostWaiting = 2 * mostHeld;

/** What taking in leans on; a test paints and counts by hand. */
export interface Screen {
  schedule: Schedule;
  now(): number;
}
/** Runs a task before the next paint, and takes it back when asked. */
export type Schedule = (run: () => void) => () => void;

const beforePaint: Schedule = (run) => {
  const frame = requestAnimationFrame(run);
  // A page in the background paints nothing, yet must not pile up what the relay sends.
  const timer = setTimeout(run, 250);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
};

export const realScreen: Screen = { schedule: beforePaint, now: () => performance.now() };

/** What is to be done with what came: `take` a few entries at a time, `tell` once they are all that fit before the paint, or now and then. */
export interface Work {
  take(entries: readonly Entry[]): void;
  tell(): void;
}

/** Few entries are taken in as they come; of many, the others queue up and are taken in before a paint, a bounded number at a time. */
export class Intake {
  #queue: Entry[] = [];
  #taken = 0;
  #cancel: (() => void) | null = null;
  /** Taken in since the last paint. */
  #early = 0;
  /** How many may wait. */
  #mayWait = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  readonly #work: Work;
  readonly #screen: Screen;

  constructor(work: Work, screen: Screen = realScreen) {
    this.#work = work;
    this.#screen = screen;
  }

  /** Entries received and not yet taken in. */
  get waiting(): number {
    return this.#queue.length - this.#taken;
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) this.#queue.push(entry);
    while (this.waiting > mostWaiting) this.#takeSlice(mostWaiting);
    if (this.waiting === 0) return;
    // A few are in the store as soon as they came, and only what shows them waits for the paint.
    if (this.#mayWait === 0 && this.#early + this.waiting <= slice) {
      this.#early += this.waiting;
      this.#takeSlice(0);
    }
    this.#cancel ??= this.#screen.schedule(this.#takeIn);
  }

  /** While held, what comes waits; nothing is lost. */
  hold(isHeld: boolean): void {
    this.#mayWait = isHeld ? mostHeld : 0;
    if (this.waiting > 0) this.#cancel ??= this.#screen.schedule(this.#takeIn);
  }

  /** Drops what waits. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#queue = [];
    this.#taken = 0;
  }

  readonly #takeIn = (): void => {
    this.#cancel?.();
    this.#cancel = null;
    this.#early = 0;
    const end = this.#screen.now() + (this.waiting - this.#mayWait > behindEntries ? behindMs : budgetMs);
    while (this.waiting > this.#mayWait) {
      this.#takeSlice(this.#mayWait);
      if (this.#screen.now() >= end) break;
    }
    if (this.waiting <= this.#mayWait) this.#forget();
    else {
      this.#cancel = this.#screen.schedule(this.#takeIn);
      if (this.#screen.now() - this.#toldAt < tellEveryMs) return;
    }
    this.#toldAt = this.#screen.now();
    this.#work.tell();
  };

  /** Takes in the oldest that wait, down to so many that may. */
  #takeSlice(mayWait: number): void {
    const until = Math.min(this.#queue.length - mayWait, this.#taken + slice);
    this.#work.take(this.#queue.slice(this.#taken, until));
    this.#taken = until;
    // A page that is never quite up to date must not keep all that it ever took in.
    if (this.#taken >= mostHeld) this.#forget();
  }

  #forget(): void {
    this.#queue.splice(0, this.#taken);
    this.#taken = 0;
  }
}
