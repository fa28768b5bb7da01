import { describe, expect, test } from "vitest";
import { EventType, Final, Meta, Place, payloads, RegisterName, Rest } from "./event.ts";
import { limits } from "./limits.ts";
import { exercise, meta } from "./testing/index.ts";

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe("payloads", () => {
  test("the wire names are the brief's, in its order of a workout", () => {
    expect(EventType.options).toEqual(Object.keys(payloads));
    for (const name of EventType.options) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  test("[EVT-4] a rest is none, running or paused, and nothing in between", () => {
    expect(takes(Rest, null)).toBe(true);
    expect(takes(Rest, { durationMs: 1, endsAt: 1, clockId: "c" })).toBe(true);
    expect(takes(Rest, { durationMs: 1, remainingMs: 1 })).toBe(true);
    for (const odd of [undefined, {}, { durationMs: 1 }, { endsAt: 1, clockId: "c" }, 5, []])
      expect(takes(Rest, odd)).toBe(false);
  });

  test("[EVT-8] calories are there exactly when the outcome says so", () => {
    const word = { role: "watch", endedAt: 1, durationMs: 1 };
    for (const outcome of ["final", "estimated"]) {
      expect(takes(Final, { ...word, outcome, activeEnergyKcal: 0 })).toBe(true);
      expect(takes(Final, { ...word, outcome })).toBe(false);
    }
    expect(takes(Final, { ...word, outcome: "none" })).toBe(true);
    expect(takes(Final, { ...word, outcome: "none", activeEnergyKcal: 0 })).toBe(false);
  });

  test("[SET-1] exercise and place go together", () => {
    const { set_updated } = payloads;
    expect(takes(set_updated, { setId: "x", exerciseId: "bench", place: "i" })).toBe(true);
    expect(takes(set_updated, { setId: "x", exerciseId: "bench" })).toBe(false);
    expect(takes(set_updated, { setId: "x", place: "i" })).toBe(false);
  });

  test("[BND-4] a plan holds as much as the limits say and no more", () => {
    const exercises = (count: number) => Array.from({ length: count }, (_, i) => exercise(`e${i}`, 0));
    expect(takes(Meta, meta({ exercises: exercises(limits.exercises) }))).toBe(true);
    expect(takes(Meta, meta({ exercises: exercises(limits.exercises + 1) }))).toBe(false);
    expect(takes(Meta, meta({ exercises: [exercise("squat", limits.setsPerExercise)] }))).toBe(true);
    expect(takes(Meta, meta({ exercises: [exercise("squat", limits.setsPerExercise + 1)] }))).toBe(false);
  });
});

describe("names", () => {
  test.each([
    "meta",
    "set/squat.1/isCompleted",
    "health/watch0001/heartRateBpm",
    "a/b/c/d",
    "constructor",
    "tempo/A_b-c.d",
  ])("[REG-1] %s names a register", (name) => {
    expect(takes(RegisterName, name)).toBe(true);
  });

  test.each(["", "Meta", "1a", "a/", "/a", "a//b", "a/b/c/d/e", "a b", "__proto__", "set/é", `a/${"x".repeat(65)}`])(
    "[REG-1] %j does not",
    (name) => {
      expect(takes(RegisterName, name)).toBe(false);
    },
  );

  test("[SET-2] a place is a fraction that something fits before", () => {
    for (const place of ["1", "z", "00k", "0501", `${"0".repeat(62)}1`]) expect(takes(Place, place)).toBe(true);
    for (const place of ["", "0", "10", "A", "0.1", "1".repeat(64)]) expect(takes(Place, place)).toBe(false);
  });
});
