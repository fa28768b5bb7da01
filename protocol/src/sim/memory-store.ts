import type { Batch, Store } from "../step.ts";
import type { Value } from "../value.ts";

/**
 * A disk: it outlives the app. A batch lands whole or not at all, and values come back as the JSON they were, never as the objects that
 * were handed in, so that nothing in memory leaks through a crash. [DUR-2]
 */
export class MemoryStore implements Store {
  readonly #cells: Map<string, string>;
  #batches = 0;

  constructor(cells: Iterable<readonly [string, string]> = []) {
    this.#cells = new Map(cells);
  }

  /** Batches that became durable. */
  get batches(): number {
    return this.#batches;
  }

  /** Keys in the store. */
  get size(): number {
    return this.#cells.size;
  }

  save(batch: Batch): void {
    for (const [key, value] of batch) {
      if (value === null) this.#cells.delete(key);
      else this.#cells.set(key, JSON.stringify(value));
    }
    this.#batches++;
  }

  *entries(): Iterable<[string, Value]> {
    for (const [key, text] of this.#cells) yield [key, JSON.parse(text) as Value];
  }

  /** A second disk with the same content. */
  copy(): MemoryStore {
    return new MemoryStore(this.#cells);
  }

  async load(): Promise<Iterable<readonly [string, Value]>> {
    return this.entries();
  }

  async write(batch: Batch): Promise<void> {
    this.save(batch);
  }
}
