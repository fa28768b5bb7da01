import { parentPort, workerData } from "node:worker_threads";
import { lockstep } from "./swift-lockstep.ts";
import { SwiftProgram } from "./swift-program.ts";
import { type Cast, emptyTally, type MixedTally, runMixed } from "./swift-schedules.ts";

/** Some seeds of a batch: what a worker is handed, one share after the other. */
export interface Share {
  what: Cast | "lockstep";
  prefix: string;
  from: number;
  to: number;
}

const program = new SwiftProgram(workerData as string);

parentPort?.on("message", (share: Share | null) => {
  if (share === null) {
    program.close();
    parentPort?.close();
  } else parentPort?.postMessage(run(share));
});

function run({ what, prefix, from, to }: Share): MixedTally {
  const tally = emptyTally();
  for (let i = from; i < to && tally.failures.length < 3; i++) {
    const seed = `${prefix}${i}`;
    tally.runs++;
    if (what === "lockstep") {
      const parted = lockstep(program, seed);
      if (parted !== undefined) tally.failures.push(parted);
      continue;
    }
    const { faults, edits, packets, steps } = runMixed(program, seed, what);
    tally.edits += edits;
    tally.packets += packets;
    tally.steps += steps;
    for (const { claim, sentence } of faults.slice(0, 1))
      tally.failures.push(`seed ${seed}, Swift on the ${what}: ${claim}: ${sentence}`);
  }
  return tally;
}
