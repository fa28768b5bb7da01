import { type ListedEntry, Projections, type Shelf } from "@lighty/protocol/projections";
import { ShelfLease } from "./shelf-lease.ts";

/** Projections on their way through a log, and how far they have come. */
export class FoldLine {
  readonly #lease: ShelfLease | undefined;
  #projections: Projections;
  #at = 0;

  /** Begins at the first entry; `shelf` is where states of devices lie. */
  constructor(shelf?: Shelf) {
    this.#lease = shelf === undefined ? undefined : new ShelfLease(shelf);
    this.#projections = this.#fresh();
  }

  /** Goes on from what was saved after an entry. False, and as it was, where that is of another shape. [PRJ-7] */
  restore(at: number, saved: string): boolean {
    try {
      const restored = Projections.restore(JSON.parse(saved), undefined, this.#lease);
      if (restored === undefined) return false;
      this.#projections = restored;
      this.#at = at;
      return true;
    } catch {
      return false;
    }
  }

  get projections(): Projections {
    return this.#projections;
  }

  /** The last entry folded, or passed over. */
  get at(): number {
    return this.#at;
  }

  /** Folds entries in log order, up to `reached`. */
  apply(entries: readonly ListedEntry[], reached: number): void {
    this.#projections.apply(entries);
    this.#at = reached;
  }

  /** Entries up to `upTo` are gone from the log. Where nothing is left of what was folded nothing of it is kept, texts that crossed included. [PRJ-6] */
  prune(upTo: number): void {
    if (upTo >= this.#at) this.#projections = this.#fresh();
    this.#projections.prune(upTo);
    this.#at = Math.max(this.#at, upTo);
  }

  /** From now on the shelf is another's. */
  leaveShelf(): void {
    this.#lease?.end();
  }

  #fresh(): Projections {
    return new Projections(undefined, this.#lease);
  }
}
