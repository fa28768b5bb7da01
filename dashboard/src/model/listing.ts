import type { Reading } from "./reading.ts";
import { lastAtOrBefore, type Rows } from "./rows.ts";
import type { Traffic } from "./traffic.ts";

/** The rows of the list: entries that a filter lets through, in log order. Those far away need not be at hand. */
export interface Listing {
  readonly count: number;
  /** Entries that are there and not shown. */
  readonly hidden: number;
  /** False while entries are still being searched. */
  readonly isComplete: boolean;
  /** The row at a position; undefined while it is not at hand. */
  at(position: number): Reading | undefined;
  /** Position of the row that shows an entry, or of the last one before it; -1 when there is none. */
  positionOf(entry: number): number;
  /** Asks for the rows of these positions to be brought; those that are there are left alone. */
  want(from: number, to: number): void;
  /** The entry at a position, read where it is not at hand. */
  entryAt(position: number): Promise<number | null>;
}

/** Rows out of a run that holds the whole session. */
export class WholeListing implements Listing {
  readonly #traffic: Traffic;
  readonly #rows: Rows;
  readonly isComplete = true;

  constructor(traffic: Traffic, rows: Rows) {
    this.#traffic = traffic;
    this.#rows = rows;
  }

  get count(): number {
    return this.#rows.indexes.length;
  }

  get hidden(): number {
    return this.#rows.hidden;
  }

  at(position: number): Reading | undefined {
    return this.#traffic.readings[this.#rows.indexes[position] ?? -1];
  }

  positionOf(entry: number): number {
    const index = lastAtOrBefore(this.#traffic.readings, entry, (reading) => reading.entry.entry);
    return index < 0 ? -1 : this.#rows.positionOf(index);
  }

  want(): void {}

  async entryAt(position: number): Promise<number | null> {
    return this.at(position)?.entry.entry ?? null;
  }
}
