import { parentPort, workerData } from "node:worker_threads";
import { runSeeds, seedRange } from "./batch.ts";

/** A share of a batch: what a worker is started with. */
export interface Share {
  prefix: string;
  from: number;
  to: number;
}

/** Schedules between two reports. */
const chunk = 100;

const { prefix, from, to } = workerData as Share;
for (let at = from; at < to; at += chunk) {
  parentPort?.postMessage(runSeeds(seedRange(prefix, at, Math.min(to, at + chunk))));
}
