/**
 * Which deliveries have been dealt with. They may be in any order; an acknowledgement is of everything up to a cursor, so it waits for the
 * oldest that is open.
 */
export class Ledger {
  /** Highest cursor that came. */
  last: number;
  readonly #open = new Set<number>();
  #told: number;

  constructor(from: number) {
    this.last = from;
    this.#told = from;
  }

  came(cursor: number): void {
    // Cursors may have holes; below the first one nothing is open.
    if (this.#open.size === 0) this.#told = Math.max(this.#told, cursor - 1);
    this.last = Math.max(this.last, cursor);
    this.#open.add(cursor);
  }

  /** Up to where everything has been dealt with, if that has moved; else null. */
  done(cursor: number): number | null {
    if (!this.#open.delete(cursor)) return null;
    const upTo = this.#open.size === 0 ? this.last : Math.min(...this.#open) - 1;
    if (upTo <= this.#told) return null;
    this.#told = upTo;
    return upTo;
  }
}
