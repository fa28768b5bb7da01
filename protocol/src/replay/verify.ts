import type { CaptureHeader } from "../capture.ts";
import type { Entry } from "../frame.ts";
import { claims, type Fault, type OpenEngine } from "../sim/index.ts";
import { compareWith, type Expectation, expectationOf } from "./golden.ts";
import { Playback } from "./playback.ts";
import { type Redriven, redrive } from "./redrive.ts";
import { type Score, scoreOf } from "./score.ts";
import { shrink } from "./shrink.ts";
import { stormOver, type WeatherKind } from "./storm.ts";

/** What a check found wrong: `engine` is a device's word against the law, `golden` is another outcome than was expected. */
export interface Problem {
  readonly kind: "engine" | "invariant" | "golden" | "weather";
  readonly sentence: string;
  readonly entry?: number;
  readonly register?: string;
  /** Of a failure in some weather: the shortest pair that still shows it. */
  readonly shortest?: Shortest;
}

/** All that shows a failure again. */
export interface Shortest {
  readonly seed: string;
  readonly claim: Fault["claim"];
  readonly score: Score;
  readonly weather: ReturnType<typeof stormOver>;
  readonly faults: readonly string[];
  readonly tries: number;
}

export interface Verification {
  readonly frames: number;
  readonly problems: readonly Problem[];
  /** What was shown, in the form of an expectation. */
  readonly shown: Expectation;
  /** The capture is red, and in just the way that its expectation says. */
  readonly isExpectedRed: boolean;
}

export interface VerifyOptions {
  header?: CaptureHeader;
  entries: readonly Entry[];
  expected?: Expectation;
  /** Weathers in which its deeds are done again. */
  seeds?: readonly string[];
  kinds?: readonly WeatherKind[];
  /** Another engine than the real one, for what is done again. */
  open?: OpenEngine;
}

/** Plays a capture back, judges it by the law, by the invariants and by what was expected of it, and does it again in every weather asked for. */
export function verify(options: VerifyOptions): Verification {
  const { entries, expected, seeds = [] } = options;
  const playback = new Playback();
  playback.apply(entries);
  const problems: Problem[] = playback.differences.map(({ sentence, entry, register }) => ({
    ...{ kind: "engine", sentence, entry },
    ...(register === undefined ? {} : { register }),
  }));
  for (const { invariant, sentence, entry } of playback.invariants.end())
    problems.push({
      kind: "invariant",
      sentence: `${sentence} (${invariant})`,
      ...(entry === undefined ? {} : { entry }),
    });
  const shown = expectationOf(playback, expected?.story, problems[0]?.sentence);
  const isExpectedRed = problems.length > 0 && expected?.red === shown.red;
  if (expected !== undefined)
    for (const sentence of compareWith(expected, shown)) problems.push({ kind: "golden", sentence });
  if (seeds.length > 0) {
    const score = scoreOf(options.header, entries);
    for (const seed of seeds) {
      const problem = inWeather(score, seed, options);
      if (problem !== undefined) problems.push(problem);
    }
  }
  const isOnlyThat = problems.every(({ kind }) => kind === "engine" || kind === "invariant");
  return { frames: playback.frames, problems, shown, isExpectedRed: isExpectedRed && isOnlyThat };
}

/** Does the score again in the weather of a seed; a failure is shrunk to the shortest pair that shows it. */
export function inWeather(
  score: Score,
  seed: string,
  options: Pick<VerifyOptions, "kinds" | "open">,
): Problem | undefined {
  const { kinds, open } = options;
  const run = (score: Score, weather: Shortest["weather"]): Redriven =>
    redrive({ score, seed, weather, ...(open === undefined ? {} : { open }) });
  const weather = stormOver(score, seed, kinds);
  const [fault] = run(score, weather).faults;
  if (fault === undefined) return undefined;
  const { claim } = fault;
  const shows = (pair: Pick<Shortest, "score" | "weather">) =>
    run(pair.score, pair.weather).faults.some((each) => each.claim === claim);
  const shrunk = shrink({ score, weather }, shows);
  const last = run(shrunk.score, shrunk.weather).faults.find((each) => each.claim === claim) ?? fault;
  const sentence = `weather ${seed}: ${claims[claim]}; ${last.sentence}`;
  return { kind: "weather", sentence, shortest: { seed, claim, ...shrunk } };
}
