import { describe, expect, test } from "vitest";
import { misfit } from "./register-shape.ts";
import { epochMs, meta } from "./testing/index.ts";
import type { Value } from "./value.ts";

const right: [string, Value][] = [
  ["meta", meta() as Value],
  ["status", "discarded"],
  ["index", 3],
  ["run", { running: true, since: epochMs, accumulatedMs: 0, clockId: "c" }],
  ["rest", null],
  ["rest", { durationMs: 1, remainingMs: 1 }],
  ["set/a/weight", 102.5],
  ["set/a/reps", 5],
  ["set/a/isCompleted", false],
  ["set/a/deleted", true],
  ["set/a/place", { exerciseId: "bench", place: "00k" }],
  ["health/watch0001/heartRateBpm", { value: 120, measuredAt: epochMs }],
  ["final/watch0001", { role: "watch", endedAt: 1, durationMs: 1, outcome: "none" }],
];

const wrong: [string, Value][] = [
  ["meta", 5],
  ["meta", { ...meta(), exercises: null } as Value],
  ["status", "archived"],
  ["status", "constructor"],
  ["index", -1],
  ["run", null],
  ["run", { running: true }],
  ["rest", 5],
  ["rest", { durationMs: 1 }],
  ["set/a/weight", "100"],
  ["set/a/reps", 5.5],
  ["set/a/isCompleted", 1],
  ["set/a/deleted", null],
  ["set/a/place", "00k"],
  ["set/a/b/place", null],
  ["health/watch0001/activeEnergyKcal", 12],
  ["final/watch0001", null],
  ["final/watch0001", { role: "watch", endedAt: 1, durationMs: 1, outcome: "final" }],
];

describe("what a register may hold", () => {
  test.each(right)("[REG-3] %s may hold %j", (name, value) => {
    expect(misfit(name, value)).toBeUndefined();
  });

  test.each(wrong)("[REG-3] %s may not hold %j", (name, value) => {
    expect(misfit(name, value)?.message).toBeTruthy();
  });

  test.each([
    "tempo",
    "tempo/squat.1",
    "set/a/rpe",
    "health/watch0001/vo2Max",
    "constructor",
    "toString",
    "set",
    "final",
  ])("[REG-3] %s, which this version does not name, may hold anything", (name) => {
    for (const value of [null, 5, "x", [], {}, { deep: [1] }] as Value[]) expect(misfit(name, value)).toBeUndefined();
  });

  test("[REG-3] keys of a newer version are kept within a known register", () => {
    expect(misfit("rest", { durationMs: 1, remainingMs: 1, reason: "phone call" })).toBeUndefined();
  });
});
