import type { RegisterMap } from "@lighty/protocol";
import { expect, test } from "vitest";
import { diffOf, valuesOf } from "./state-diff.ts";

const held: RegisterMap = { "set/b/weight": [3, "p", 80], meta: [1, "p", "plan"], "set/a/weight": [2, "p", 70] };

test("registers stand side by side, the session's own before those of its sets", () => {
  expect(diffOf(held, held).map(({ register, is }) => [register, is])).toEqual([
    ["meta", "same"],
    ["set/a/weight", "same"],
    ["set/b/weight", "same"],
  ]);
});

test("another value, another stamp and a register only one side has are told apart", () => {
  const other: RegisterMap = { "set/b/weight": [4, "w", 85], "set/a/weight": [5, "w", 70], rest: [6, "w", null] };
  expect(diffOf(held, other).map(({ register, is }) => [register, is])).toEqual([
    ["meta", "value"],
    ["rest", "value"],
    ["set/a/weight", "stamp"],
    ["set/b/weight", "value"],
  ]);
});

test("values are told in words, and as they stand where words would not tell them apart", () => {
  const health = (value: number, measuredAt: number): RegisterMap => ({
    "health/heartRateBpm": [1, "w", { value, measuredAt }],
  });
  const told = (left: RegisterMap, right: RegisterMap) => diffOf(left, right).map(valuesOf);
  expect(told(health(97, 1_000), health(111, 2_000))).toEqual([["97", "111"]]);
  expect(told(health(97, 1_000), health(97, 2_000))).toEqual([
    ['{"value":97,"measuredAt":1000}', '{"value":97,"measuredAt":2000}'],
  ]);
  expect(told(held, {})[0]).toEqual(['"plan"', ""]);
});
