import type { Listener, LogEntry } from "./event-log.ts";

/** Who hears of new entries. What one of them throws reaches neither the others nor the device whose frames these are. */
export class Listeners {
  readonly #listeners = new Set<Listener>();
  readonly #ofGrowth = new Set<() => void>();
  readonly #changed: () => void;

  /** `changed` is called when somebody begins to listen, or the last one has ended. */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  /** Somebody wants the entries themselves. */
  get areThere(): boolean {
    return this.#listeners.size > 0;
  }

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#changed();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#changed();
    };
  }

  addOfGrowth(listener: () => void): () => void {
    this.#ofGrowth.add(listener);
    return () => this.#ofGrowth.delete(listener);
  }

  tell(entries: readonly LogEntry[], encoded?: Uint8Array): void {
    if (entries.length === 0) return;
    for (const listener of [...this.#listeners]) attempt(() => listener(entries, encoded));
    this.tellOfGrowth();
  }

  /** The log has grown, and nobody wants to know by what. */
  tellOfGrowth(): void {
    for (const listener of [...this.#ofGrowth]) attempt(listener);
  }

  clear(): void {
    this.#listeners.clear();
    this.#ofGrowth.clear();
  }
}

function attempt(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    // Durable is durable, whatever a reader makes of it: the relay goes on, and the fault is said on stderr.
    process.emitWarning(error as Error);
  }
}
