import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derive, elapsedMs, exercisesOf, finalsOf, lastFinal, restRemainingMs, volumeLbs } from "./derived.ts";
import type { Envelope } from "./envelope.ts";
import { Registers } from "./register.ts";
import { SessionState } from "./session.ts";
import { epochMs, exercise, Pen, phoneId, sessionId, watchId } from "./testing/index.ts";

function fold(...events: Envelope[]): Registers {
  const session = new SessionState(sessionId);
  for (const event of events) session.receive(event, "message", epochMs);
  return session.registers;
}

const at = (afterMs: number) => () => epochMs + afterMs;
const setsOf = (registers: Registers, exerciseId: string) =>
  exercisesOf(registers)
    .find((each) => each.exerciseId === exerciseId)
    ?.sets.map(({ setId }) => setId);

describe("sets and exercises", () => {
  test("[SET-1] stand as planned, in the plan's order", () => {
    const registers = fold(new Pen().started());
    expect(exercisesOf(registers).map(({ exerciseId }) => exerciseId)).toEqual(["squat", "bench"]);
    expect(setsOf(registers, "squat")).toEqual(["squat.1", "squat.2"]);
    expect(exercisesOf(registers)[0]?.sets[0]).toEqual({
      setId: "squat.1",
      weight: 100,
      reps: 5,
      isCompleted: false,
      place: "00a",
      added: false,
    });
  });

  test("[SET-1] an added set stands where its place says, whatever it has of weight and reps", () => {
    const phone = new Pen();
    const registers = fold(
      phone.started(),
      phone.write("set_updated", { setId: "extra", exerciseId: "squat", place: "00f" }),
    );
    expect(setsOf(registers, "squat")).toEqual(["squat.1", "extra", "squat.2"]);
    expect(exercisesOf(registers)[0]?.sets[1]).toMatchObject({ weight: 0, reps: 0, isCompleted: false, added: true });
  });

  test("[SET-1] a planned set that was moved stands in its new exercise alone", () => {
    const phone = new Pen();
    const registers = fold(
      phone.started(),
      phone.write("set_updated", { setId: "squat.2", exerciseId: "bench", place: "001" }),
    );
    expect(setsOf(registers, "squat")).toEqual(["squat.1"]);
    expect(setsOf(registers, "bench")).toEqual(["squat.2", "bench.1", "bench.2"]);
    expect(exercisesOf(registers)[1]?.sets[0]?.added).toBe(false);
  });

  test("[SET-1] a set that says nothing of a place, and one of an exercise that is not there, are shown nowhere and break nothing", () => {
    const phone = new Pen();
    const registers = fold(
      phone.started(),
      phone.weight("ghost", 10),
      phone.write("set_updated", { setId: "extra", exerciseId: "constructor", place: "1" }),
    );
    expect(exercisesOf(registers).flatMap(({ sets }) => sets)).toHaveLength(4);
  });

  test("[SET-2] of one place the smaller setId comes first", () => {
    const phone = new Pen();
    const add = (setId: string) => phone.write("set_updated", { setId, exerciseId: "squat", place: "00f" });
    expect(setsOf(fold(phone.started(), add("b"), add("a"), add("c")), "squat")).toEqual([
      "squat.1",
      "a",
      "b",
      "c",
      "squat.2",
    ]);
  });

  test("[SET-3] a removed set is on no screen and in no count, and its cells live on", () => {
    const phone = new Pen();
    const removed = [
      phone.started(),
      phone.completed("squat.1"),
      phone.write("set_updated", { setId: "squat.1", deleted: true }),
    ];
    const registers = fold(...removed);
    expect(setsOf(registers, "squat")).toEqual(["squat.2"]);
    expect(derive(registers, at(0))).toMatchObject({ completedSetsCount: 0, volumeLbs: 0 });
    expect(registers.value("set/squat.1/isCompleted")).toBe(true);
    const back = fold(...removed, phone.write("set_updated", { setId: "squat.1", deleted: false }));
    expect(derive(back, at(0))).toMatchObject({ completedSetsCount: 1, volumeLbs: 500 });
  });
});

describe("volume", () => {
  const one = (weight: number, reps: number) => [
    { ...exercise("x", 0), sets: [{ setId: "a", weight, reps, isCompleted: true, place: "1", added: false }] },
  ];

  test("[DRV-3] pounds are summed in hundredths: no binary dust", () => {
    const many = Array.from({ length: 10 }, () => one(0.1, 1)).flat();
    expect(volumeLbs(many, "lb")).toBe(1);
    expect(volumeLbs(one(102.35, 3), "lb")).toBe(307.05);
  });

  test("[DRV-3] kilograms are what exact arithmetic says, rounded half up once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.nat(10_000)), { maxLength: 40 }),
        (sets) => {
          const exact = sets.reduce((sum, [hundredths, reps]) => sum + BigInt(hundredths) * BigInt(reps), 0n);
          const pounds = (exact * 220_462n + 50_000n) / 100_000n;
          const done = sets.flatMap(([hundredths, reps]) => one(hundredths / 100, reps));
          expect(volumeLbs(done, "kg")).toBe(Number(pounds) / 100);
        },
      ),
    );
  });

  test("[DRV-3] a session without a plan has no volume", () => {
    expect(derive(new Registers(), at(0))).toEqual({
      elapsedSeconds: 0,
      activeRestRemainingSeconds: 0,
      completedSetsCount: 0,
      volumeLbs: 0,
    });
  });
});

describe("time", () => {
  const paused = (since: number, accumulatedMs: number) => ({
    run: { running: false as const, since: epochMs + since, accumulatedMs, clockId: "clock-p" },
  });
  const resumed = (since: number, accumulatedMs: number) => ({
    run: { running: true as const, since: epochMs + since, accumulatedMs, clockId: "clock-p" },
  });

  test("[DRV-1] runs from the start, stands while paused, runs on when resumed", () => {
    const phone = new Pen();
    const events = [phone.started()];
    expect(elapsedMs(fold(...events), at(60_000))).toBe(60_000);
    events.push(phone.write("session_paused", paused(60_000, 60_000)));
    expect(elapsedMs(fold(...events), at(500_000))).toBe(60_000);
    events.push(phone.write("session_resumed", resumed(500_000, 60_000)));
    expect(elapsedMs(fold(...events), at(510_000))).toBe(70_000);
  });

  test("[DRV-1] is read by the clock that wrote it", () => {
    const phone = new Pen();
    const registers = fold(
      phone.started(),
      phone.write("session_resumed", { run: { ...resumed(900_000, 5_000).run, clockId: "clock-w" } }),
    );
    expect(elapsedMs(registers, (clockId) => epochMs + (clockId === "clock-w" ? 901_000 : 0))).toBe(6_000);
  });

  test("[DRV-1] after the finish the watch's word outranks the phone's, and of two phones' the later stamp", () => {
    const phone = new Pen();
    const registers = fold(phone.started(), phone.finished({ durationMs: 700_000 }));
    expect(elapsedMs(registers, at(9_999_999))).toBe(700_000);
    const both = fold(
      phone.started(),
      phone.finished({ durationMs: 700_000 }, { revision: 90 }),
      new Pen(watchId).finished({ durationMs: 650_000 }),
    );
    expect(elapsedMs(both, at(0))).toBe(650_000);
    expect(finalsOf(both).map(({ deviceId }) => deviceId)).toEqual([phoneId, watchId]);
    const other = new Pen("tablet001");
    const two = fold(
      phone.started(),
      phone.finished({ durationMs: 1 }, { revision: 9 }),
      other.finished({ durationMs: 2, role: "phone" }, { revision: 9 }),
    );
    expect(lastFinal(two)?.durationMs).toBe(2);
    expect(lastFinal(new Registers())).toBeUndefined();
  });

  test("[DRV-1] a session that ended without any last word keeps what it had", () => {
    const phone = new Pen();
    expect(
      elapsedMs(fold(phone.started(), phone.write("session_paused", paused(1, 1_234)), phone.discarded()), at(99_999)),
    ).toBe(1_234);
    expect(elapsedMs(fold(phone.started(), phone.discarded()), at(99_999))).toBe(0);
  });
});

describe("the rest timer", () => {
  const resting = (rest: object | null) => {
    const phone = new Pen();
    return fold(phone.started(), phone.write("rest_updated", { rest } as never));
  };

  test("[TMR-1] is the deadline by the writer's clock, clamped to 0 and to the whole rest", () => {
    fc.assert(
      fc.property(fc.nat(600_000), fc.integer({ min: -1e9, max: 1e9 }), (durationMs, reading) => {
        const registers = resting({ durationMs, endsAt: epochMs + durationMs, clockId: "clock-p" });
        const left = restRemainingMs(registers, () => epochMs + reading);
        expect(left).toBe(Math.max(0, Math.min(durationMs, durationMs - reading)));
      }),
    );
  });

  test("[EVT-4] a paused rest stands, and shows no more than its duration", () => {
    expect(restRemainingMs(resting({ durationMs: 90_000, remainingMs: 30_000 }), at(1e9))).toBe(30_000);
    expect(restRemainingMs(resting({ durationMs: 10_000, remainingMs: 30_000 }), at(0))).toBe(10_000);
    expect(restRemainingMs(resting(null), at(0))).toBe(0);
  });

  test("[TMR-2] there is none once the session has ended", () => {
    const phone = new Pen();
    const rest = { durationMs: 90_000, remainingMs: 30_000 };
    expect(
      restRemainingMs(fold(phone.started(), phone.write("rest_updated", { rest }), phone.discarded()), at(0)),
    ).toBe(0);
  });

  test("[DRV-1] a screen rounds what is left up, and what has passed down", () => {
    const registers = resting({ durationMs: 90_000, endsAt: epochMs + 90_000, clockId: "clock-p" });
    expect(derive(registers, at(1))).toMatchObject({ elapsedSeconds: 0, activeRestRemainingSeconds: 90 });
    expect(derive(registers, at(999))).toMatchObject({ elapsedSeconds: 0, activeRestRemainingSeconds: 90 });
    expect(derive(registers, at(1_000))).toMatchObject({ elapsedSeconds: 1, activeRestRemainingSeconds: 89 });
    expect(derive(registers, at(89_999))).toMatchObject({ activeRestRemainingSeconds: 1 });
    expect(derive(registers, at(90_000))).toMatchObject({ activeRestRemainingSeconds: 0 });
  });
});
