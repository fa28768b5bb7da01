import type { Habits } from "./lifter.ts";
import { Random } from "./random.ts";
import { type Run, simulate } from "./simulate.ts";
import { drawWeather, type Path, paths, type Weather } from "./weather.ts";

/** One fuzzed workout as plain data: all that a replay needs. */
export interface Schedule {
  seed: string;
  path: Path;
  weather: Weather;
  habits: Habits;
}

/** Draws a short workout and its weather from a seed. Every seed is a schedule, and always the same one. */
export function drawSchedule(seed: string | number): Schedule {
  const random = new Random(`schedule ${seed}`);
  const path = random.chance(0.4) ? "both" : random.pick(paths);
  const habits: Habits = {
    size: { exercises: [1, 3], sets: [1, 3] },
    tempo: random.pick([0.05, 0.1, 0.2]),
    bothTap: random.pick([0, 0.2, 0.6]),
    measureEveryMs: random.pick([0, 5_000, 15_000]),
    end: random.pick(["finish", "finish", "finish", "discard", "both", "never"] as const),
    startTwice: random.pick([0, 0, 0.5]),
  };
  const weather = drawWeather(random, random.int(20_000, 90_000), path);
  return { seed: String(seed), path, weather, habits };
}

export function runSchedule(schedule: Schedule, trace = false): Run {
  const { seed, weather, habits } = schedule;
  return simulate({ seed, weather, habits, trace });
}
