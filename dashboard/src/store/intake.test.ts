import type { Entry } from "@lighty/protocol";
import { expect, test } from "vitest";
import { rehearsedEntries } from "../testing/rehearsal.ts";
import { Intake, mostHeld } from "./intake.ts";

const [first] = rehearsedEntries();
if (first === undefined) throw new Error("the rehearsal is empty");
const entries = (from: number, count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => ({ ...first, entry: from + index }));

/** An intake that paints when it is told to. */
function watched() {
  const taken: number[] = [];
  const due: (() => void)[] = [];
  const work = {
    take: (some: readonly Entry[]) => taken.push(...some.map(({ entry }) => entry)),
    tell: () => undefined,
  };
  const schedule = (run: () => void) => {
    due.push(run);
    return () => due.splice(due.indexOf(run), 1);
  };
  const intake = new Intake(work, { schedule, now: () => 0 });
  const paint = () => {
    while (due.length > 0) due.shift()?.();
  };
  return { intake, taken, paint };
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
