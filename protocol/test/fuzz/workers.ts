import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { addTally, emptyTally, type Tally } from "./batch.ts";
import type { Share } from "./worker.ts";

/** A run of seeds by prefix; "" names the fixed seeds 0, 1, 2 ... */
export interface Batch {
  prefix: string;
  schedules: number;
}

export interface BatchOptions {
  workers?: number;
  /** Called with the sum so far; false ends it. */
  onProgress?: (sum: Tally) => boolean;
}

/** Schedules a worker is handed at a time: few enough that none waits long for the last. */
const shareSize = 100;

/** Runs batches on all cores, the sources unbuilt. Ends early after 20 failures. */
export async function runBatches(batches: readonly Batch[], options: BatchOptions = {}): Promise<Tally> {
  const { workers = availableParallelism(), onProgress = () => true } = options;
  const sum = emptyTally();
  const shares = sharesOf(batches);
  const runOne = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("./worker.ts", import.meta.url), { execArgv: [], env: {} });
      const handOut = () => {
        const next = shares.next();
        if (next.done) void worker.terminate();
        else worker.postMessage(next.value);
      };
      worker.on("message", (tally: Tally) => {
        addTally(sum, tally);
        if (onProgress(sum) && sum.failures.length < 20) handOut();
        else void worker.terminate();
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      handOut();
    });
  await Promise.all(Array.from({ length: workers }, runOne));
  return sum;
}

function* sharesOf(batches: readonly Batch[]): Generator<Share, void> {
  for (const { prefix, schedules } of batches) {
    for (let from = 0; from < schedules; from += shareSize) {
      yield { prefix, from, to: Math.min(schedules, from + shareSize) };
    }
  }
}
