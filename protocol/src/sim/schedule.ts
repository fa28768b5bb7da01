import type { Habits } from "./lifter.ts";
import { Random } from "./random.ts";
import { type Run, simulate } from "./simulate.ts";
import { drawWatchChanges, type WatchChange } from "./watch-change.ts";
import { drawWeather, type Path, paths, type Weather } from "./weather.ts";

/** One fuzzed workout as plain data: all that a replay needs. */
export interface Schedule {
  seed: string;
  path: Path;
  weather: Weather;
  habits: Habits;
  watchChanges: WatchChange[];
}

/**
 * Where a second watch may turn up. What the first one wrote comes to the second by snapshot alone, and a watch that cannot be reached and has
 * nothing to say of a session gives no sign that it is another. [OUT-7] [CLO-2]
 */
const pathsOfTwo: readonly Path[] = ["both", "snapshots", "message", "simulator"];

/**
 * Draws a workout and its weather from a seed. Every seed is a schedule, and always the same one. Most are a handful of taps, because many
 * small worlds find more than few large ones; some are long enough for hellos, contexts and rests to run their course.
 */
export function drawSchedule(seed: string | number): Schedule {
  const random = new Random(`schedule ${seed}`);
  const path = random.chance(0.4) ? "both" : random.pick(paths);
  const isLong = random.chance(0.05);
  const isTiny = !isLong && random.chance(0.75);
  const habits: Habits = {
    size: isLong
      ? { exercises: [1, 3], sets: [1, 4] }
      : { exercises: isTiny ? [1, 1] : [1, 2], sets: isTiny ? [1, 1] : [1, 3] },
    tempo: isLong ? random.pick([0.05, 0.1]) : random.pick([0.015, 0.03]),
    bothTap: random.pick([0, 0.2, 0.6]),
    measureEveryMs: isLong ? random.pick([0, 5_000]) : random.pick([0, 2_000, 5_000]),
    end: random.chance(0.04) ? "never" : random.pick(["finish", "finish", "finish", "discard", "both"] as const),
    startTwice: random.chance(0.1) ? 1 : 0,
  };
  const durationMs = isLong ? random.int(20_000, 60_000) : random.int(2_000, isTiny ? 6_000 : 15_000);
  // From a source of its own, so that the other schedules are what they would be without it.
  const wrist = new Random(`wrist ${seed}`);
  const hasTwo = pathsOfTwo.includes(path) && wrist.chance(0.15);
  const watchChanges = hasTwo ? drawWatchChanges(wrist, durationMs) : [];
  return { seed: String(seed), path, weather: drawWeather(random, durationMs, path), habits, watchChanges };
}

export function runSchedule(schedule: Schedule, trace = false): Run {
  const { seed, weather, habits, watchChanges } = schedule;
  return simulate({ seed, weather, habits, watchChanges, trace });
}
