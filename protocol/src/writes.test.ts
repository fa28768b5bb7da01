import { describe, expect, test } from "vitest";
import type { EventType } from "./event.ts";
import { payloads } from "./event.ts";
import { epochMs, exercise, meta, Pen, watchId } from "./testing/index.ts";
import { setRegister, writesOf } from "./writes.ts";

const pen = () => new Pen(watchId);
const run = { since: epochMs, accumulatedMs: 0, clockId: "c" };

describe("what an event writes", () => {
  test("[EVT-1] a start writes the plan, the runtime registers, and the cells of every planned set", () => {
    const plan = meta({ exercises: [exercise("squat", 1), exercise("plank", 0), exercise("bench", 1)] });
    expect(writesOf(pen().write("session_started", plan))).toEqual([
      ["meta", plan],
      ["status", "active"],
      ["index", 0],
      ["run", { running: true, since: plan.startedAt, accumulatedMs: 0, clockId: plan.clockId }],
      ["rest", null],
      ["set/squat.1/weight", 100],
      ["set/squat.1/reps", 5],
      ["set/squat.1/isCompleted", false],
      ["set/bench.1/weight", 100],
      ["set/bench.1/reps", 5],
      ["set/bench.1/isCompleted", false],
    ]);
  });

  test.each([
    [{ weight: 1 }, ["set/x/weight"]],
    [{ reps: 0 }, ["set/x/reps"]],
    [{ weight: 1, reps: 2 }, ["set/x/weight", "set/x/reps"]],
    [{ exerciseId: "bench", place: "i" }, ["set/x/place"]],
    [{ deleted: false }, ["set/x/deleted"]],
    [{}, []],
  ])("[EVT-2] a set_updated of %j writes %j", (fields, registers) => {
    expect(writesOf(pen().write("set_updated", { setId: "x", ...fields })).map(([name]) => name)).toEqual(registers);
  });

  test.each([
    ["EVT-3", pen().completed("x", false), [["set/x/isCompleted", false]]],
    ["EVT-4", pen().write("rest_updated", { rest: null }), [["rest", null]]],
    ["EVT-5", pen().write("exercise_index_changed", { index: 2 }), [["index", 2]]],
    [
      "EVT-6",
      pen().write("session_paused", { run: { running: false, ...run } }),
      [["run", { running: false, ...run }]],
    ],
    ["EVT-6", pen().write("session_resumed", { run: { running: true, ...run } }), [["run", { running: true, ...run }]]],
    ["EVT-9", pen().discarded(), [["status", "discarded"]]],
  ] as const)("[%s] an event of one register writes that one", (_, event, writes) => {
    expect(writesOf(event)).toEqual(writes);
  });

  test("[EVT-7] a reading writes a register per field, in the name of the device that measured", () => {
    const both = pen().write("health_update", { activeEnergyKcal: 3.5, heartRateBpm: 0, measuredAt: 7 });
    expect(writesOf(both)).toEqual([
      [`health/${watchId}/activeEnergyKcal`, { value: 3.5, measuredAt: 7 }],
      [`health/${watchId}/heartRateBpm`, { value: 0, measuredAt: 7 }],
    ]);
    expect(writesOf(pen().write("health_update", { measuredAt: 7 }))).toEqual([]);
  });

  test("[EVT-8] a finish writes the status and the author's own final", () => {
    const event = pen().finished({ outcome: "final", activeEnergyKcal: 300 });
    expect(writesOf(event)).toEqual([
      ["status", "finished"],
      [`final/${watchId}`, event.payload],
    ]);
  });

  test("[EVT-10] an unknown kind writes what it spells out, and nothing else", () => {
    const event = pen().writeForeign("superset_linked", { "set/x/weight": 5 });
    expect(writesOf(event)).toEqual([]);
    expect(writesOf({ ...event, writes: { "superset/a": null, constructor: 1 } as never })).toEqual([
      ["superset/a", null],
      ["constructor", 1],
    ]);
  });

  test("[EVT-10] a known kind's own register cannot be written a second time by writes", () => {
    const event = pen().weight("x", 100, { writes: { "set/x/weight": 999, "set/x/rpe": 8 } });
    expect(writesOf(event)).toEqual([
      ["set/x/weight", 100],
      ["set/x/rpe", 8],
    ]);
  });

  test("[REG-2] a register's value is the very object that came", () => {
    const rest = { durationMs: 1, remainingMs: 1, reason: "phone call" };
    const [[, value] = []] = writesOf(pen().write("rest_updated", { rest }));
    expect(value).toBe(rest);
  });

  test("every kind of event is written by one of these tests", () => {
    const kinds: Record<EventType, true> = {
      session_started: true,
      set_updated: true,
      set_toggled_completed: true,
      rest_updated: true,
      exercise_index_changed: true,
      session_paused: true,
      session_resumed: true,
      health_update: true,
      session_finished: true,
      session_discarded: true,
    };
    expect(Object.keys(kinds)).toEqual(Object.keys(payloads));
  });

  test("a set's registers carry its id between slashes", () => {
    expect(setRegister("squat.1", "isCompleted")).toBe("set/squat.1/isCompleted");
  });
});
