import { openEngine } from "../engine.ts";
import type { Entry } from "../frame.ts";
import { fairWeather, type OpenEngine, type Run, simulate, type Weather, type World } from "../sim/index.ts";
import { Player } from "./player.ts";
import { Recorder } from "./recorder.ts";
import type { Score } from "./score.ts";

export interface Redrive {
  score: Score;
  seed: string;
  weather: Weather;
  /** Another engine than the real one. */
  open?: OpenEngine;
}

export interface Redriven extends Run {
  /** What the tees of the two devices would have told. */
  entries: Entry[];
  /** Deeds that were refused, or for which there was no app. */
  leftOut: number;
}

/** After the last deed the weather stays as it is for so long. */
const afterMs = 2_000;

/** How long a score takes. Milliseconds. */
export function lengthOf({ deeds, installs, kills }: Score): number {
  const ends = [...deeds, ...installs, ...kills].map(({ at }) => at);
  return ends.reduce((latest, at) => Math.max(latest, at), 0) + afterMs;
}

/** The weather in which a score was written down, as far as it tells: fair, with the deaths that it shows. */
export function fairFor(score: Score): Weather {
  return { ...fairWeather(), calmAt: lengthOf(score), kills: [...score.kills] };
}

/**
 * Plays a score with the real engines over a simulated link in that weather, lets both devices come to rest, and judges. The same score,
 * seed and weather give the same entries to the byte. What is wrong is in `faults`.
 */
export function redrive({ score, seed, weather, open = openEngine }: Redrive): Redriven {
  let world: World | undefined;
  let player: Player | undefined;
  const recorder = new Recorder(() => world?.agenda.now ?? 0);
  const run = simulate({
    seed: `redrive ${seed}`,
    weather,
    deviceIds: score.deviceIds,
    witnesses: [recorder],
    // The devices of a replay that a relay recorded are known by its names.
    open: (options) => open({ ...options, allowsReplay: true }),
    person: (opened) => {
      world = opened;
      player = new Player(opened, score);
      return player;
    },
  });
  return { ...run, seed, entries: recorder.entries, leftOut: player?.leftOut ?? 0 };
}
