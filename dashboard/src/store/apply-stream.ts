import type { Entry } from "@lighty/protocol";
import { Traffic } from "../model/traffic.ts";

/** Work between two paints, so that a backlog of thousands leaves the page answering; entries are taken in by the slice. */
const budgetMs = 8;
const slice = 50;

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

const realScreen: Screen = { schedule: beforePaint, now: () => performance.now() };

/** What a view sees: the traffic, and a number that changes when there is more of it. */
export interface Page {
  readonly traffic: Traffic;
  readonly version: number;
  /** Entries received and not yet taken in. */
  readonly waiting: number;
}

/**
 * The entries of one session as they stream in. They are queued as they come and taken in before a paint, a bounded number at a time;
 * views subscribe with useSyncExternalStore and are told once per paint.
 */
export class SessionPage {
  #queue: Entry[] = [];
  #taken = 0;
  #page: Page;
  #cancel: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #screen: Screen;

  constructor(sessionId: string, screen: Screen = realScreen) {
    this.#screen = screen;
    this.#page = { traffic: new Traffic(sessionId), version: 0, waiting: 0 };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Page => this.#page;

  add(entries: readonly Entry[]): void {
    for (const entry of entries) this.#queue.push(entry);
    this.#cancel ??= this.#screen.schedule(this.#takeIn);
  }

  /** Another log answers: nothing read so far is part of it. */
  reset(): void {
    this.stop();
    this.#tell(new Traffic(this.#page.traffic.sessionId));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#queue = [];
    this.#taken = 0;
  }

  readonly #takeIn = (): void => {
    this.#cancel?.();
    this.#cancel = null;
    const end = this.#screen.now() + budgetMs;
    do {
      const until = Math.min(this.#queue.length, this.#taken + slice);
      this.#page.traffic.append(this.#queue.slice(this.#taken, until));
      this.#taken = until;
    } while (this.#taken < this.#queue.length && this.#screen.now() < end);
    if (this.#taken === this.#queue.length) {
      this.#queue = [];
      this.#taken = 0;
    } else {
      this.#cancel = this.#screen.schedule(this.#takeIn);
    }
    this.#tell(this.#page.traffic);
  };

  #tell(traffic: Traffic): void {
    this.#page = { traffic, version: this.#page.version + 1, waiting: this.#queue.length - this.#taken };
    for (const listener of this.#listeners) listener();
  }
}
