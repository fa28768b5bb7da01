import { type Envelope, type Meta, protocolVersion } from "@lighty/protocol";
import { expect, test } from "vitest";
import { plan, rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { eventText, labelOf } from "./label.ts";
import { readBody } from "./reading.ts";
import { Traffic } from "./traffic.ts";

const traffic = new Traffic(sessionId);
traffic.append(rehearsedEntries());
const { names } = traffic;

function told(eventType: string, payload: object): string {
  const identity = {
    v: protocolVersion,
    sessionId,
    eventId: "e",
    deviceId: "phone000001",
    seq: 1,
    revision: 1,
    timestamp: 1,
  };
  return eventText({ ...identity, eventType, payload } as Envelope, names);
}

test("each kind of event in a few words", () => {
  const meta: Meta = { ...plan, startedAt: 1, clockId: "c" };
  const run = { since: 1, accumulatedMs: 0, clockId: "c" };
  const final = { role: "watch", endedAt: 1, durationMs: 1 };
  expect([
    told("session_started", meta),
    told("set_updated", { setId: "bench-1", weight: 82.5 }),
    told("set_updated", { setId: "bench-1", reps: 5 }),
    told("set_updated", { setId: "bench-1", deleted: true }),
    told("set_updated", { setId: "bench-1", deleted: false }),
    told("set_updated", { setId: "press-2", weight: 40, reps: 8, exerciseId: "press", place: "1i" }),
    told("set_toggled_completed", { setId: "dips-2", isCompleted: true }),
    told("set_toggled_completed", { setId: "dips-2", isCompleted: false }),
    told("rest_updated", { rest: { durationMs: 90_000, endsAt: 1, clockId: "c" } }),
    told("rest_updated", { rest: { durationMs: 90_000, remainingMs: 42_000 } }),
    told("rest_updated", { rest: null }),
    told("exercise_index_changed", { index: 2 }),
    told("session_paused", { run: { ...run, running: false } }),
    told("session_resumed", { run: { ...run, running: true } }),
    told("health_update", { heartRateBpm: 120, activeEnergyKcal: 30, measuredAt: 1 }),
    told("session_finished", { ...final, outcome: "final", activeEnergyKcal: 210 }),
    told("session_finished", { ...final, outcome: "none" }),
    told("session_discarded", {}),
    told("mood_noted", { mood: "good" }),
  ]).toEqual([
    "started Push day",
    "set 1 of Bench press: 82.5 kg",
    "set 1 of Bench press: 5 reps",
    "removed set 1 of Bench press",
    "restored set 1 of Bench press",
    "added set 2 of Overhead press: 40 kg × 8",
    "set 2 of Dips done",
    "set 2 of Dips not done after all",
    "rest of 1:30",
    "rest held at 0:42",
    "rest over",
    "on to Dips",
    "paused",
    "resumed",
    "120 bpm, 30 kcal",
    "finished with 210 kcal (final)",
    "finished",
    "discarded",
    "an event of a newer version: mood_noted",
  ]);
});

test("registers are named as a person would point at them", () => {
  const registers = ["set/bench-3/weight", "rest", "index", "status", "final/watch000001", "set/gone/reps", "novelty"];
  expect(registers.map((name) => names.register(name))).toEqual([
    "the weight of set 3 of Bench press",
    "the rest timer",
    "the current exercise",
    "the session's status",
    "the final figures of the watch",
    "the reps of set gone",
    "novelty",
  ]);
});

test("a notice speaks of sets, not of registers", () => {
  const notice = {
    kind: "note",
    note: "notice",
    notice: "conflict",
    sessionId,
    sentence: "both changed set/bench-3/weight",
  };
  expect(labelOf(readBody(JSON.stringify(notice)), names)).toEqual({
    kind: "conflict",
    text: "both changed the weight of set 3 of Bench press",
  });
});

test("a body that is no packet says why, and never throws", () => {
  const bodies = ["", "{", "null", "[1]", '{"kind":"events"}', '{"kind":"note","note":"?"}', '{"v":99,"kind":"ack"}'];
  for (const body of bodies) {
    const { kind, text } = labelOf(readBody(body), names);
    expect(kind).toBe("unreadable");
    expect(text.length).toBeGreaterThan(5);
  }
});
