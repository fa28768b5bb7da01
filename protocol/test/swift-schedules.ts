import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { openEngine } from "../src/index.ts";
import { drawSchedule, type Fault, type Run, simulate } from "../src/sim/index.ts";
import { SwiftEngine } from "./swift-engine.ts";
import type { SwiftProgram } from "./swift-program.ts";
import type { Share } from "./swift-worker.ts";

/** Which of the two devices is the Swift one; the other is TypeScript. */
export type Cast = "watch" | "phone";

/**
 * One workout between a Swift device and a TypeScript one, in the weather of that seed, watched by the same oracle as any other. Where there are two
 * watches the first is the Swift one: a program holds one engine.
 */
export function runMixed(program: SwiftProgram, seed: string, cast: Cast, trace = false): Run & { steps: number } {
  const engines: SwiftEngine[] = [];
  let deviceId: string | undefined;
  const run = simulate({
    ...drawSchedule(seed),
    trace,
    open: (options) => {
      if (options.role === cast) deviceId ??= options.deviceId;
      if (options.deviceId !== deviceId) return openEngine(options);
      const engine = new SwiftEngine(program, options);
      engines.push(engine);
      return engine;
    },
  });
  const faults: Fault[] = [...run.faults];
  try {
    engines.at(-1)?.judgeRegisters();
  } catch (error) {
    faults.push({ at: run.endedAt, claim: "equal_vectors_equal_digests", sentence: String(error) });
  }
  return { ...run, faults, steps: engines.reduce((sum, { steps }) => sum + steps, 0) };
}

/** What many runs showed. Failures are sentences that name their seed. */
export interface MixedTally {
  runs: number;
  edits: number;
  packets: number;
  steps: number;
  failures: string[];
}

export function emptyTally(): MixedTally {
  return { runs: 0, edits: 0, packets: 0, steps: 0, failures: [] };
}

/** Seeds a worker is handed at a time. */
const shareSize = 50;

/** Runs seeds `prefix` 0 to `count` on all cores, each with a Swift program of its own. */
export async function runOnAllCores(
  binary: string,
  batches: readonly { what: Share["what"]; prefix: string; count: number }[],
): Promise<MixedTally> {
  const sum = emptyTally();
  const shares = batches.flatMap(({ what, prefix, count }) =>
    Array.from({ length: Math.ceil(count / shareSize) }, (_, i): Share => {
      return { what, prefix, from: i * shareSize, to: Math.min(count, (i + 1) * shareSize) };
    }),
  );
  const runOne = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("./swift-worker.ts", import.meta.url), { execArgv: [], workerData: binary });
      const handOut = () => worker.postMessage(sum.failures.length < 10 ? (shares.shift() ?? null) : null);
      worker.on("message", (tally: MixedTally) => {
        sum.runs += tally.runs;
        sum.edits += tally.edits;
        sum.packets += tally.packets;
        sum.steps += tally.steps;
        sum.failures.push(...tally.failures);
        handOut();
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      handOut();
    });
  await Promise.all(Array.from({ length: availableParallelism() }, runOne));
  return sum;
}
