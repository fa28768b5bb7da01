import type { Weather } from "../sim/index.ts";
import type { Deed, Score } from "./score.ts";
import { faultsIn, type WeatherFault } from "./storm.ts";

/** A score and a weather that together show a failure. */
export interface Failing {
  score: Score;
  weather: Weather;
}

/** What is left of a failing pair, and how often it was tried. */
export interface Shrunk extends Failing {
  tries: number;
  /** What of the weather is needed, in words. */
  faults: readonly string[];
}

/**
 * Delta debugging over deeds and faults of the weather at once: halves, then quarters, then ever smaller parts are left out as long as what
 * remains still fails; at the end not one thing more can go. `fails` must say the same of the same pair every time.
 */
export function shrink(pair: Failing, fails: (pair: Failing) => boolean, mostTries = 2_000): Shrunk {
  type Item = { deed: Deed } | { install: Score["installs"][number] } | { fault: WeatherFault };
  const items: Item[] = [
    ...faultsIn(pair.weather).map((fault) => ({ fault })),
    ...pair.score.deeds.map((deed) => ({ deed })),
    ...pair.score.installs.map((install) => ({ install })),
  ];
  const build = (kept: readonly Item[]): Failing => {
    const set = new Set(kept);
    let { weather } = pair;
    for (const item of items) if ("fault" in item && !set.has(item)) weather = item.fault.without(weather);
    const deeds = kept.flatMap((item) => ("deed" in item ? [item.deed] : []));
    const installs = kept.flatMap((item) => ("install" in item ? [item.install] : []));
    return { weather, score: { ...pair.score, deeds, installs } };
  };
  let tries = 0;
  const stillFails = (kept: readonly Item[]) => {
    tries++;
    return fails(build(kept));
  };

  let kept: Item[] = items;
  for (let parts = 2; kept.length > 1 && tries < mostTries; ) {
    const size = Math.ceil(kept.length / parts);
    const without = Array.from({ length: Math.ceil(kept.length / size) }, (_, i) => [
      ...kept.slice(0, i * size),
      ...kept.slice((i + 1) * size),
    ]);
    const smaller = without.find((rest) => tries < mostTries && stillFails(rest));
    if (smaller !== undefined) {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(kept.length, parts * 2);
  }
  if (kept.length === 1 && stillFails([])) kept = [];
  return { ...build(kept), tries, faults: kept.flatMap((item) => ("fault" in item ? [item.fault.words] : [])) };
}
