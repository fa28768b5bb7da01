import type { Reading } from "./reading.ts";
import { Traffic } from "./traffic.ts";

/** A run of a session: what was read of it, and how many of its entries lie before. */
export interface Run {
  readonly traffic: Traffic;
  readonly first: number;
}

/** A session up to so many entries is held whole, and of a longer one its end is read. */
export const tailEntries = 8_192;

/** Of a session that grows on, the latest so many at least, and four times as many at most: two entries in three are taken in once. */
const leastEntries = 4_096;

/**
 * The latest entries of a session, however many come. Nothing is ever cut out of a run: once one is full a second is grown beside it, and
 * takes its place when it is full itself, so that what is held stays bounded and no paint waits for a rebuild.
 *
 *   old    |==============|------|           the one that is shown
 *   young                 |======|           takes its place here
 */
export class Tail {
  #old: Traffic;
  #first: number;
  #young: Traffic | null = null;
  readonly #least: number;
  readonly #begun: (young: Traffic, afterEntry: number) => void;

  /** `begun` hears of each run that does not begin at the beginning, with the entry before it: someone has to ask what was held there. */
  constructor(first: Run, begun: (young: Traffic, afterEntry: number) => void, least = leastEntries) {
    this.#old = first.traffic;
    this.#first = first.first;
    this.#begun = begun;
    this.#least = least;
  }

  get run(): Run {
    return { traffic: this.#old, first: this.#first };
  }

  append(readings: readonly Reading[]): void {
    const { sessionId, names } = this.#old;
    if (this.#old.length >= 3 * this.#least && this.#young === null) {
      this.#young = new Traffic(sessionId, names);
      this.#begun(this.#young, this.#old.readings.at(-1)?.entry.entry ?? 0);
    }
    this.#old.take(readings);
    const young = this.#young;
    if (young === null) return;
    young.take(readings);
    if (young.length < this.#least) return;
    this.#first += this.#old.length - young.length;
    this.#old = young;
    this.#young = null;
  }
}
