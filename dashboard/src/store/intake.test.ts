import type { Entry } from "@lighty/protocol";
import { expect, test } from "vitest";
import { rehearsedEntries } from "../testing/rehearsal.ts";
import { Intake, mostHeld, mostWaiting } from "./intake.ts";

const [first] = rehearsedEntries();
if (first === undefined) throw new Error("the rehearsal is empty");
const entries = (from: number, count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => ({ ...first, entry: from + index }));

/** An intake that paints when it is told to. Each look at its clock takes so many milliseconds. */
function watched(lookMs = 0) {
  let now = 0;
  let tells = 0;
  const taken: number[] = [];
  const due: (() => void)[] = [];
  const work = {
    take: (some: readonly Entry[]) => taken.push(...some.map(({ entry }) => entry)),
    tell: () => void tells++,
  };
  const schedule = (run: () => void) => {
    due.push(run);
    return () => due.splice(due.indexOf(run), 1);
  };
  const intake = new Intake(work, { schedule, now: () => (now += lookMs) });
  const paint = () => {
    while (due.length > 0) due.shift()?.();
  };
  return { intake, taken, paint, told: () => tells };
}

test("what comes during a pause waits, and comes in order when it ends", () => {
  const { intake, taken, paint } = watched();
  intake.add(entries(1, 2));
  paint();
  intake.hold(true);
  intake.add(entries(3, 100));
  paint();
  expect(taken).toEqual([1, 2]);
  expect(intake.waiting).toBe(100);
  intake.hold(false);
  paint();
  expect(taken).toEqual(entries(1, 102).map(({ entry }) => entry));
  expect(intake.waiting).toBe(0);
});

test("a pause keeps back so many and no more: the oldest go in, and still none is lost", () => {
  const { intake, taken, paint } = watched();
  intake.hold(true);
  intake.add(entries(1, mostHeld + 120));
  paint();
  expect(taken).toEqual(entries(1, 120).map(({ entry }) => entry));
  expect(intake.waiting).toBe(mostHeld);
  intake.hold(false);
  paint();
  expect(taken).toHaveLength(mostHeld + 120);
});

test("while more comes than can be taken in, views are told now and then; at the end they are told of all of it", () => {
  const { intake, taken, paint, told } = watched(3);
  intake.add(entries(1, 20_000));
  paint();
  expect(taken).toHaveLength(20_000);
  // Twenty slices a paint, and twenty paints without a word would be too many, too.
  expect(told()).toBeGreaterThan(3);
  expect(told()).toBeLessThan(15);
  intake.add(entries(20_001, 1));
  paint();
  expect(told()).toBeLessThan(16);
  expect(taken.at(-1)).toBe(20_001);
});

test("a page that nobody paints, for an hour in the background, keeps so many waiting and no more: the oldest go in as they come", () => {
  const { intake, taken, paint } = watched();
  for (let from = 1; from < 2 * mostWaiting; from += 1_000) intake.add(entries(from, 1_000));
  expect(intake.waiting).toBe(mostWaiting);
  expect(taken).toEqual(entries(1, mostWaiting).map(({ entry }) => entry));
  paint();
  expect(taken).toEqual(entries(1, 2 * mostWaiting).map(({ entry }) => entry));
  expect(intake.waiting).toBe(0);
});

test("a few entries are taken in as they come and told before the paint; what is more than a few waits for it, in order", () => {
  const { intake, taken, paint, told } = watched();
  intake.add(entries(1, 30));
  intake.add(entries(31, 15));
  expect([taken.length, intake.waiting, told()]).toEqual([45, 0, 0]);
  intake.add(entries(46, 15));
  intake.add(entries(61, 1));
  expect([taken.length, intake.waiting, told()]).toEqual([45, 16, 0]);
  paint();
  expect(told()).toBe(1);
  intake.add(entries(62, 1));
  expect(taken).toEqual(entries(1, 62).map(({ entry }) => entry));
});
