/** What has been taken out of the middle of a log: how often, and who hears of it. */
export class Removed {
  readonly #listeners = new Set<(sessionId: string) => void>();
  #times: number;

  constructor(times = 0) {
    this.#times = times;
  }

  get times(): number {
    return this.#times;
  }

  whenRemoved(listener: (sessionId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(sessionId: string): void {
    this.#times += 1;
    for (const listener of this.#listeners) listener(sessionId);
  }

  /** It has happened so often by now; whoever did it died before it said so of the first of these. */
  catchUp(times: number, asked: readonly string[]): void {
    for (const sessionId of asked.slice(0, times - this.#times)) this.tell(sessionId);
  }
}
