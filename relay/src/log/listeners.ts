import type { Listener, LogEntry } from "./event-log.ts";

/** Who hears of new entries. What one of them throws reaches neither the others nor the device whose frames these are. */
export class Listeners {
  readonly #listeners = new Set<Listener>();

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(entries: readonly LogEntry[], encoded?: Uint8Array): void {
    if (entries.length === 0) return;
    for (const listener of [...this.#listeners]) {
      try {
        listener(entries, encoded);
      } catch (error) {
        // Durable is durable, whatever a reader makes of it: the relay goes on, and the fault is said on stderr.
        process.emitWarning(error as Error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
