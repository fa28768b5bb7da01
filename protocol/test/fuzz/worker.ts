import { parentPort } from "node:worker_threads";
import { runSeeds, seedRange } from "./batch.ts";

/** Some seeds of a batch: what a worker is handed, one share after the other. */
export interface Share {
  prefix: string;
  from: number;
  to: number;
}

parentPort?.on("message", ({ prefix, from, to }: Share) => {
  parentPort?.postMessage(runSeeds(seedRange(prefix, from, to)));
});
