import { expect, test } from "vitest";
import { movedTo } from "./order.ts";
import { plot } from "./plot.ts";

const field = { width: 120, height: 60, margin: 10 };

test("time goes from left to right, the largest value stands on top", () => {
  expect(
    plot(
      [
        [0, 50],
        [50, 60],
        [100, 55],
      ],
      field,
    ),
  ).toEqual([
    { x: 10, y: 50 },
    { x: 60, y: 10 },
    { x: 110, y: 30 },
  ]);
});

test("what never changes lies in the middle", () => {
  expect(
    plot(
      [
        [0, 80],
        [100, 80],
      ],
      field,
    ).map(({ y }) => y),
  ).toEqual([30, 30]);
});

test("a list is changed at one place", () => {
  expect(movedTo(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(movedTo(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(movedTo(["a"], 5, 0)).toEqual(["a"]);
});
