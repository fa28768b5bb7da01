/** What a run of so many items cost: items per second of processor time, the median of several rounds after a warm-up. */
export interface Measured {
  perSecond: number;
  /** Items per second of each round: two works are compared round by round. */
  rounds: number[];
}

/** One thing to measure: does its work once over `items` things and may keep nothing. */
export interface Work {
  items: number;
  run: () => unknown;
}

const rounds = 9;
const roundMs = 120;

/** Measures works against each other in one run: their rounds take turns, so that a noisy neighbour disturbs all alike. */
export function measure<K extends string>(works: Record<K, Work>): Record<K, Measured> {
  const names = Object.keys(works) as K[];
  const rates = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (const name of names) timed(works[name]);
  for (let round = 0; round < rounds; round++) for (const name of names) rates[name].push(timed(works[name]));
  const measured = names.map((name) => [name, { perSecond: median(rates[name]), rounds: rates[name] }]);
  return Object.fromEntries(measured) as Record<K, Measured>;
}

/** How many times as fast as the other, in the middle round. */
export function ratio(work: Measured, beside: Measured): number {
  return median(work.rounds.map((rate, round) => rate / (beside.rounds[round] as number)));
}

/** Items per second of a round. */
function timed({ items, run }: Work): number {
  const start = processorMs();
  let turns = 0;
  let now = start;
  do {
    kept = run();
    turns++;
    now = processorMs();
  } while (now - start < roundMs);
  return (turns * items * 1000) / (now - start);
}

/** The processor's time, where Node can tell this thread's: others on the machine do not count. Else the wall's. */
function processorMs(): number {
  if (!("threadCpuUsage" in process)) return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Keeps an engine from finding that nobody reads the results. */
export let kept: unknown;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
