// A short, seeded run of the whole suite, for a copy of the sources with one rule broken. Prints the first part that notices, as JSON.
import { runSeeds } from "../fuzz/batch.ts";
import {
  checkBeforeActivation,
  checkClosedSnapshot,
  checkDuplicates,
  checkEcho,
  checkForgotten,
  checkNewcomer,
  checkPoisonedRevision,
  checkRebootedClock,
} from "./direct-laws.ts";
import { checkHostileInput, makeScene } from "./hostile-input.ts";
import { checkCollisions, checkMergeLaws } from "./merge-laws.ts";
import { exploreSmallScope, plays } from "./small-scope.ts";

function* seeds(from: number, to: number): Iterable<string> {
  for (let i = from; i < to; i++) yield String(i);
}

function firstOf(check: (seed: string) => string[], count: number): string | undefined {
  for (const seed of seeds(0, count)) {
    const [fault] = check(seed);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function schedules(from: number, to: number): string | undefined {
  const [failure] = runSeeds(seeds(from, to), 1).failures;
  const [fault] = failure?.faults ?? [];
  return fault === undefined ? undefined : `${fault.claim}: ${fault.sentence} (seed ${failure?.seed})`;
}

const parts: readonly (readonly [name: string, run: () => string | undefined])[] = [
  [
    "direct laws",
    () =>
      [
        checkForgotten,
        checkDuplicates,
        checkPoisonedRevision,
        checkNewcomer,
        checkRebootedClock,
        checkBeforeActivation,
        checkClosedSnapshot,
        checkEcho,
      ].flatMap((check) => check())[0],
  ],
  ["merge laws", () => firstOf(checkMergeLaws, 150)],
  ["collisions", () => firstOf(checkCollisions, 150)],
  ["schedules", () => schedules(0, 60)],
  ["small scope", () => exploreSmallScope(plays, 29).faults[0]],
  ["schedules", () => schedules(60, 600)],
  ["hostile input", () => checkHostileInput(makeScene("battery"), "battery", 300)[0]],
];

let caught: { part: string; sentence: string } | null = null;
for (const [part, run] of parts) {
  let sentence: string | undefined;
  try {
    sentence = run();
  } catch (error) {
    sentence = error instanceof Error ? error.message : String(error);
  }
  if (sentence === undefined) continue;
  caught = { part, sentence };
  break;
}
console.log(JSON.stringify(caught));
