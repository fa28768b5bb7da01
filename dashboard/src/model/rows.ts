import { type Filter, passes } from "./filter.ts";
import type { Reading } from "./reading.ts";

/** The entries a filter lets through, by index, kept up as more come: each entry is asked once. */
export class Rows {
  readonly indexes: number[] = [];
  readonly #filter: Filter;
  #asked = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  /** Entries that are there and not shown. */
  get hidden(): number {
    return this.#asked - this.indexes.length;
  }

  extend(readings: readonly Reading[]): void {
    for (; this.#asked < readings.length; this.#asked++) {
      if (passes(this.#filter, readings[this.#asked] as Reading)) this.indexes.push(this.#asked);
    }
  }

  /** Position of the row that shows an entry's index, or of the last one before it; -1 when there is none. */
  positionOf(index: number): number {
    let [low, high] = [0, this.indexes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.indexes[middle] as number) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
