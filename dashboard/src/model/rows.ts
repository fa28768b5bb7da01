import type { Matcher } from "@lighty/protocol/filter";
import type { Reading } from "./reading.ts";

/** The entries a filter lets through, by index, kept up as more come: each entry is asked once. */
export class Rows {
  readonly indexes: number[] = [];
  readonly #passes: Matcher;
  #asked = 0;

  constructor(passes: Matcher) {
    this.#passes = passes;
  }

  /** Entries that are there and not shown. */
  get hidden(): number {
    return this.#asked - this.indexes.length;
  }

  extend(readings: readonly Reading[]): void {
    for (; this.#asked < readings.length; this.#asked++) {
      if (this.#passes((readings[this.#asked] as Reading).entry)) this.indexes.push(this.#asked);
    }
  }

  /** Position of the row that shows an entry's index, or of the last one before it; -1 when there is none. */
  positionOf(index: number): number {
    return lastAtOrBefore(this.indexes, index, (each) => each);
  }
}

/** Position of the last item whose key is at most `key`; -1 when there is none. Items stand in the order of their keys. */
export function lastAtOrBefore<T>(items: readonly T[], key: number, keyOf: (item: T) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(items[middle] as T) <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
