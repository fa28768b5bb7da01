import { expect, test } from "vitest";
import type { Input, Output } from "../src/index.ts";
import { linkCodes } from "../src/index.ts";
import {
  drawSchedule,
  MemoryStore,
  paths,
  Random,
  type Send,
  type SimDevice,
  simulate,
  type Witness,
} from "../src/sim/index.ts";
import { describeStore } from "../src/testing/index.ts";

/*
 * A fuzz that never meets a fault proves nothing. These tests look at what the schedules are made of: everything that can happen does, and
 * often enough.
 */

/** How often each thing happened over some schedules. */
class Almanac implements Witness {
  readonly counts = new Map<string, number>();

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  died(): void {
    this.#count("died");
  }

  sent(_device: SimDevice, { channel, text }: Send): void {
    this.#count(`${channel} ${/"kind":"(\w+)"/.exec(text)?.[1]}`);
  }

  stepped(_device: SimDevice, input: Input, output: Output): void {
    for (const { eventType } of output.events ?? []) this.#count(eventType);
    for (const { verdict } of output.verdicts ?? []) this.#count(verdict);
    if (output.refusal !== undefined) this.#count(output.refusal.code);
    if (input.type === "sent" && input.errorCode !== undefined) this.#count(`error ${input.errorCode}`);
    for (const action of output.actions) {
      if (action.type !== "send") this.#count(action.type === "notify" ? action.notice.notice : action.type);
    }
  }
}

test("over 1,500 schedules everything happens: every event, packet, verdict and error that weather and lifter can bring about", () => {
  const almanac = new Almanac();
  const seen = new Set<string>();
  for (let seed = 0; seed < 1_500; seed++) {
    const schedule = drawSchedule(seed);
    seen.add(schedule.path);
    simulate({ ...schedule, witnesses: [almanac] });
  }
  const events = [
    ...["session_started", "set_updated", "set_toggled_completed", "rest_updated", "exercise_index_changed"],
    ...["session_paused", "session_resumed", "health_update", "session_finished", "session_discarded"],
  ];
  const packets = [
    ...["message events", "message hello", "message snapshot", "message ack", "message ping", "message pong"],
    ...["userInfo events", "applicationContext snapshot"],
  ];
  const verdicts = ["applied", "partly_applied", "superseded", "duplicate", "early", "healed"];
  const { replyTimedOut, deliveryFailed, transferTimedOut } = linkCodes;
  const errors = [replyTimedOut, deliveryFailed, transferTimedOut].map((code) => `error ${code}`);
  const others = [
    "died",
    "cancel",
    "conflict",
    "session_ended_elsewhere",
    "second_session",
    "session_ended",
    "session_unknown",
  ];
  const missing = [...events, ...packets, ...verdicts, ...errors, ...others].filter(
    (what) => (almanac.counts.get(what) ?? 0) < 3,
  );
  expect(missing).toEqual([]);
  expect([...seen].sort()).toEqual([...paths].sort());
});

test("a schedule is plain data: it survives JSON, and its run is the same", () => {
  for (let seed = 0; seed < 20; seed++) {
    const schedule = drawSchedule(`json-${seed}`);
    const stored = JSON.parse(JSON.stringify(schedule)) as typeof schedule;
    expect(stored).toEqual(schedule);
    const [run, again] = [simulate({ ...schedule, trace: true }), simulate({ ...stored, trace: true })];
    expect(again.trace).toEqual(run.trace);
  }
});

test("a workout at real tempo lasts as long as one, and both devices end with the same", () => {
  const run = simulate({ seed: "steady", trace: true });
  expect(run.faults).toEqual([]);
  expect(run.endedAt).toBeGreaterThan(15 * 60_000);
  expect(run.endedAt).toBeLessThan(120 * 60_000);
  expect(run.edits).toBeGreaterThan(15);
});

test("forks of a seed are independent, and draws stay where they should", () => {
  const [a, b] = [new Random("seed").fork("a"), new Random("seed").fork("b")];
  const draws = Array.from({ length: 1_000 }, () => a.int(3, 7));
  expect(new Set(draws)).toEqual(new Set([3, 4, 5, 6, 7]));
  expect(Array.from({ length: 1_000 }, () => b.int(3, 7))).not.toEqual(draws);
  expect(a.shuffle([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
  expect(a.id(10)).toMatch(/^[a-z][a-z0-9]{9}$/);
  const mean = Array.from({ length: 20_000 }, () => a.fraction()).reduce((sum, x) => sum + x, 0) / 20_000;
  expect(mean).toBeGreaterThan(0.49);
  expect(mean).toBeLessThan(0.51);
});

describeStore("MemoryStore", async () => {
  const store = new MemoryStore();
  return { store, reopen: async () => store.copy() };
});
