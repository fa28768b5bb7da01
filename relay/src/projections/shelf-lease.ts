import type { Checkpoint, Shelf } from "@lighty/protocol/projections";

/** A shelf for as long as it is one's own. Once it is given up, what lies there is another's: it can be read, and nothing is put or dropped. */
export class ShelfLease implements Shelf {
  readonly #shelf: Shelf;
  #isOver = false;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  end(): void {
    this.#isOver = true;
  }

  put(key: string, checkpoint: Checkpoint): void {
    if (!this.#isOver) this.#shelf.put(key, checkpoint);
  }

  nearest(key: string, entry: number): Checkpoint | undefined {
    return this.#shelf.nearest(key, entry);
  }

  earliest(key: string): number | undefined {
    return this.#shelf.earliest(key);
  }

  drop(key: string, before?: number): void {
    if (!this.#isOver) this.#shelf.drop(key, before);
  }
}
