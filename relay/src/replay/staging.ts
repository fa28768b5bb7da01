import type { CaptureHeader, Entry } from "@lighty/protocol";
import { type Redrive, redrive, scoreOf, stormOver, type WeatherKind } from "@lighty/protocol/replay";
import { claims } from "@lighty/protocol/sim";

/** What is played: what was recorded, or a run that does it again, with what was wrong in that. */
export interface Staged {
  entries: readonly Entry[];
  /** Promises that the run broke, a sentence each. */
  faults: readonly string[];
}

/** What people did in a capture, done again by the real engines in the weather of a seed, of these kinds or of all. */
export function inWeather(
  { header, entries }: { header?: CaptureHeader; entries: readonly Entry[] },
  { seed, kinds }: { seed: string; kinds?: readonly WeatherKind[] | undefined },
): Staged {
  const score = scoreOf(header, entries);
  return runOf({ score, seed, weather: stormOver(score, seed, kinds) });
}

export function runOf(pair: Redrive): Staged {
  const { entries, faults } = redrive(pair);
  return { entries, faults: faults.map(({ claim, sentence }) => `${claims[claim]}; ${sentence}`) };
}
