import { expect, test } from "vitest";
import { gapWidth, TimeAxis } from "./axis.ts";

function axisOf(...times: number[]): TimeAxis {
  const axis = new TimeAxis();
  times.forEach((time, index) => {
    axis.insert(index + 1, time);
  });
  return axis;
}

test("neighbours in the same millisecond can still be told apart", () => {
  const axis = axisOf(5, 5, 5);
  expect(axis.marks.map(({ entry }) => entry)).toEqual([1, 2, 3]);
  expect((axis.at(2)?.x ?? 0) - (axis.at(1)?.x ?? 0)).toBeGreaterThanOrEqual(8);
});

test("longer is drawn wider, and nothing is drawn wider than a hand", () => {
  expect(gapWidth(1_000)).toBeGreaterThan(gapWidth(100));
  expect(gapWidth(3_600_000)).toBe(gapWidth(7_200_000));
});

test("an entry that the relay got late stands where it happened", () => {
  const axis = axisOf(0, 1_000, 2_000);
  axis.insert(4, 500);
  expect(axis.marks.map(({ entry }) => entry)).toEqual([1, 4, 2, 3]);
  const xs = axis.marks.map(({ entry }) => axis.at(entry)?.x ?? -1);
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
  expect(axis.width).toBe(axis.at(3)?.x);
});

test("only what is between two places is handed out", () => {
  const axis = axisOf(...Array.from({ length: 1_000 }, (_, index) => index));
  const from = axis.at(500)?.x ?? 0;
  expect(axis.between(from, from + 30).map(({ entry }) => entry)).toEqual([500, 501, 502, 503]);
});

test("a time between two entries has its place between theirs", () => {
  const axis = axisOf(0, 100, 200);
  const [left, right] = [axis.at(2)?.x ?? 0, axis.at(3)?.x ?? 0];
  expect(axis.xAt(150)).toBeCloseTo((left + right) / 2);
  expect(axis.xAt(-5)).toBe(0);
  expect(axis.xAt(999)).toBe(axis.width);
});

test("the ends of what is in sight are its first and last entry, and none where there is none", () => {
  const axis = axisOf(0, 1_000, 2_000);
  const x = (entry: number) => axis.at(entry)?.x ?? 0;
  expect(axis.ends(x(1) + 1, x(3) + 1).map((mark) => mark?.entry)).toEqual([2, 3]);
  expect(axis.ends(x(1) + 1, x(2) - 1)).toEqual([]);
});
