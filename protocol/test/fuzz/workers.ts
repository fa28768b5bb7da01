import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { addTally, emptyTally, type Tally } from "./batch.ts";
import type { Share } from "./worker.ts";

export interface BatchOptions {
  /** The batch's name in its seeds; "" for the fixed seeds 0, 1, 2 ... */
  prefix: string;
  from?: number;
  schedules: number;
  workers?: number;
  /** Called with the sum so far; false ends the batch. */
  onProgress?: (sum: Tally) => boolean;
}

/** Runs a batch on all cores: every worker a share of the seeds, sources unbuilt. */
export async function runBatch(options: BatchOptions): Promise<Tally> {
  const { prefix, from = 0, schedules, workers = availableParallelism(), onProgress = () => true } = options;
  const sum = emptyTally();
  const running: Promise<void>[] = [];
  const size = Math.ceil(schedules / workers);
  let goesOn = true;
  for (let i = 0; i < workers; i++) {
    const start = from + i * size;
    const share: Share = { prefix, from: start, to: Math.min(from + schedules, start + size) };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: share, execArgv: [], env: {} });
    running.push(
      new Promise((resolve, reject) => {
        worker.on("message", (tally: Tally) => {
          addTally(sum, tally);
          goesOn = goesOn && onProgress(sum) && sum.failures.length < 20;
          if (!goesOn) void worker.terminate();
        });
        worker.on("error", reject);
        worker.on("exit", () => resolve());
      }),
    );
  }
  await Promise.all(running);
  return sum;
}
