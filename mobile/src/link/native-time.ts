import type { Instant } from "@lighty/protocol";
import type { NativeModule } from "./native-module.ts";

/** What a JavaScript that has no better clock reads and waits by. */
export interface ScriptTime {
  wallMs(): number;
  /** Runs later, and later still where the app was suspended; returns what takes it back. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** An iPhone's clocks: the wall's is JavaScript's own, and the one that counts through sleep and launches is the system's. [CLK-1] [CLK-2] */
export class NativeTime {
  readonly #module: Pick<NativeModule, "clock">;
  readonly #script: ScriptTime;

  constructor(module: Pick<NativeModule, "clock">, script: ScriptTime) {
    this.#module = module;
    this.#script = script;
  }

  now(): Instant {
    const { monotonicMs, bootId } = this.#module.clock();
    return { wallMs: this.#script.wallMs(), monotonicMs, deviceBootId: bootId };
  }

  wait(untilMonotonicMs: number, run: () => void): () => void {
    return this.#script.schedule(Math.max(0, untilMonotonicMs - this.#module.clock().monotonicMs), run);
  }
}
