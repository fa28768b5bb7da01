import { type Claim, claims, drawSchedule, type Fault, runSchedule } from "../../src/sim/index.ts";

/** A seed that broke something, with what it broke first. */
export interface Failure {
  seed: string;
  path: string;
  faults: Fault[];
}

/** What running many schedules showed. */
export interface Tally {
  schedules: number;
  edits: number;
  packets: number;
  failures: Failure[];
}

export function emptyTally(): Tally {
  return { schedules: 0, edits: 0, packets: 0, failures: [] };
}

export function addTally(sum: Tally, more: Tally): void {
  sum.schedules += more.schedules;
  sum.edits += more.edits;
  sum.packets += more.packets;
  sum.failures.push(...more.failures);
}

/** Runs the schedules of these seeds. Stops at `maxFailures`: the first few tell enough. */
export function runSeeds(seeds: Iterable<string>, maxFailures = 20): Tally {
  const tally = emptyTally();
  for (const seed of seeds) {
    const schedule = drawSchedule(seed);
    const { faults, edits, packets } = runSchedule(schedule);
    tally.schedules++;
    tally.edits += edits;
    tally.packets += packets;
    if (faults.length > 0) tally.failures.push({ seed, path: schedule.path, faults: faults.slice(0, 5) });
    if (tally.failures.length >= maxFailures) break;
  }
  return tally;
}

/** Seeds `prefix-from` to `prefix-to`; a bare number without a prefix. */
export function* seedRange(prefix: string, from: number, to: number): Iterable<string> {
  for (let i = from; i < to; i++) yield prefix === "" ? String(i) : `${prefix}-${i}`;
}

/** What broke a claim, each with the one command that shows it again. */
export function failuresOf(tally: Tally, claim: Claim): string[] {
  return tally.failures.flatMap(({ seed, path, faults }) =>
    faults
      .filter((fault) => fault.claim === claim)
      .slice(0, 1)
      .map(({ at, sentence }) => `${sentence} (path ${path}, at ${at} ms; replay: pnpm fuzz --seed ${seed})`),
  );
}

export function claimOf(name: Claim): string {
  return claims[name];
}
