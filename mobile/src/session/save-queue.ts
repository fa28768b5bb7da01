import type { Batch, Store, Value } from "@lighty/protocol";
import { faultOf, type StoreTrouble } from "../store/store-fault.ts";
import type { DeviceTime } from "./surroundings.ts";

interface Waiting {
  batch: Batch | undefined;
  /** What may be done once the batch is durable. */
  then: () => void;
  settle: (became: Saved) => void;
}

/** `unsaved`: the store did not take it the first time; it is tried again. */
export type Saved = "saved" | "unsaved";

/** The first pause before a batch is tried again, and the longest. */
const retryMs = { first: 1_000, longest: 30_000 };

/**
 * Makes batches durable in the order they come, and lets what depends on each happen after it. [DUR-1] Batches that come while one is being
 * written go together in the next write, in their order, so a slow disk costs no more than it must.
 *
 *   push(batch, then) -> waiting -> store.write(all that wait) -> each `then`, in order
 *                          ^              | fails: nothing of it is written
 *                          +--------------+ kept in memory, tried again; nothing later overtakes it
 */
export class SaveQueue {
  readonly #store: Store;
  readonly #time: DeviceTime;
  readonly #changed: () => void;
  #waiting: Waiting[] = [];
  #isDraining = false;
  #isOver = false;
  #trouble: StoreTrouble | null = null;
  #pauseMs = retryMs.first;
  #forgetRetry: (() => void) | null = null;

  /** `changed` is told when trouble comes and goes. */
  constructor(store: Store, time: DeviceTime, changed: () => void) {
    this.#store = store;
    this.#time = time;
    this.#changed = changed;
  }

  /** Why nothing can be saved; null while all is well. */
  get trouble(): StoreTrouble | null {
    return this.#trouble;
  }

  /** Writes that are not durable. */
  get unsaved(): number {
    return this.#waiting.filter(({ batch }) => batch !== undefined).length;
  }

  /** Resolves once the batch is durable and `then` was called, or the first time it could not be written. */
  push(batch: Batch | undefined, then: () => void): Promise<Saved> {
    return new Promise((settle) => {
      this.#waiting.push({ batch: batch?.size === 0 ? undefined : batch, then, settle });
      if (this.#trouble === null) void this.#drain();
      else settle("unsaved");
    });
  }

  /** Tries at once what could not be written. */
  retry(): void {
    this.#forgetRetry?.();
    this.#forgetRetry = null;
    void this.#drain();
  }

  /** The app is gone: nothing more is written or done. */
  stop(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#forgetRetry?.();
  }

  async #drain(): Promise<void> {
    if (this.#isDraining || this.#isOver) return;
    this.#isDraining = true;
    while (this.#waiting.length > 0) {
      // What saves nothing and waits for nobody is done at once.
      const first = this.#waiting[0] as Waiting;
      const count = first.batch === undefined ? 1 : this.#waiting.length;
      if (first.batch !== undefined && !(await this.#write(this.#waiting.slice(0, count)))) break;
      if (this.#isOver) break;
      for (const { then, settle } of this.#waiting.splice(0, count)) {
        this.#follow(then);
        settle("saved");
      }
    }
    this.#isDraining = false;
  }

  /** What fails after a save is a fault of the program, to be heard of; it must not keep anything from being saved after it. */
  #follow(then: () => void): void {
    try {
      then();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  async #write(together: readonly Waiting[]): Promise<boolean> {
    const merged = new Map<string, Value>();
    for (const { batch } of together) for (const [key, value] of batch ?? []) merged.set(key, value);
    try {
      await this.#store.write(merged);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    this.#pauseMs = retryMs.first;
    if (this.#trouble !== null && !this.#isOver) {
      this.#trouble = null;
      this.#changed();
    }
    return true;
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    const { kind, sentence } = faultOf(error);
    this.#trouble = { kind, sentence };
    for (const { settle } of this.#waiting) settle("unsaved");
    // A store that another tab has taken over is not given back.
    if (kind !== "taken_over") {
      const at = this.#time.now().monotonicMs + this.#pauseMs;
      this.#pauseMs = Math.min(this.#pauseMs * 2, retryMs.longest);
      this.#forgetRetry?.();
      this.#forgetRetry = this.#time.wait(at, () => this.retry());
    }
    this.#changed();
  }
}
