/** What a run of so many items cost, as items per second: the median of several rounds after a warm-up. */
export interface Measured {
  perSecond: number;
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
  return Object.fromEntries(names.map((name) => [name, { perSecond: median(rates[name]) }])) as Record<K, Measured>;
}

/** Items per second of a round. */
function timed({ items, run }: Work): number {
  const start = performance.now();
  let turns = 0;
  let now = start;
  do {
    kept = run();
    turns++;
    now = performance.now();
  } while (now - start < roundMs);
  return (turns * items * 1000) / (now - start);
}

/** Keeps an engine from finding that nobody reads the results. */
export let kept: unknown;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
