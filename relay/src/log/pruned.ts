/** How far a log has been pruned, and who hears of it. */
export class Pruned {
  readonly #listeners = new Set<(upTo: number) => void>();
  #upTo: number;

  constructor(upTo = 0) {
    this.#upTo = upTo;
  }

  get upTo(): number {
    return this.#upTo;
  }

  whenMoved(listener: (upTo: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  move(upTo: number): void {
    if (upTo <= this.#upTo) return;
    this.#upTo = upTo;
    for (const listener of this.#listeners) listener(upTo);
  }
}
