import type { Batch, Store, Value } from "@lighty/protocol";
import { MemoryStore } from "@lighty/protocol/sim";

/** A disk that outlives the app, and can be made to take the app down at a write, or to refuse. */
export class DyingStore implements Store {
  readonly disk = new MemoryStore();
  /** Writes that were begun, over all lives. */
  writes = 0;
  /** Told before and after each write becomes durable: the place to die. */
  onWrite: ((point: "before" | "after", nth: number) => void) | null = null;
  /** Refuses every write with this. */
  refusal: Error | null = null;
  #life = 0;

  /** The app is gone: what it was writing never comes back to it. */
  die(): void {
    this.#life++;
  }

  load(): Promise<Iterable<readonly [string, Value]>> {
    return this.disk.load();
  }

  async write(batch: Batch): Promise<void> {
    const life = this.#life;
    const nth = ++this.writes;
    if (this.refusal !== null) throw this.refusal;
    this.onWrite?.("before", nth);
    if (life !== this.#life) return new Promise(() => {});
    this.disk.save(batch);
    this.onWrite?.("after", nth);
    return life === this.#life ? undefined : new Promise(() => {});
  }
}
