import { describe, expect, test } from "vitest";
import type { Envelope } from "./envelope.ts";
import { limits } from "./limits.ts";
import { SessionState } from "./session.ts";
import { epochMs, Pen, sessionId, watchId } from "./testing/index.ts";
import { amends, type Finalization, projectTraining, type Training } from "./training.ts";

function sessionOf(...events: Envelope[]): SessionState {
  const session = new SessionState(sessionId);
  for (const event of events) session.receive(event, "message", epochMs);
  return session;
}

const settled: Finalization = { now: epochMs + 610_000, settled: true, watchTakesPart: true };

function project(events: Envelope[], more: Partial<Finalization> = {}): Training {
  const training = projectTraining(sessionOf(...events), { ...settled, ...more });
  if (training === undefined) throw new Error("no training");
  return training;
}

function finished(): { phone: Pen; watch: Pen; events: Envelope[] } {
  const phone = new Pen();
  const watch = new Pen(watchId);
  return { phone, watch, events: [phone.started(), phone.completed("squat.1"), phone.finished()] };
}

describe("which sessions have a training", () => {
  test("[TRN-1] only a finished one that was started here or heard of", () => {
    const phone = new Pen();
    const started = phone.started();
    expect(projectTraining(sessionOf(started), settled)).toBeUndefined();
    expect(projectTraining(sessionOf(started, phone.discarded()), settled)).toBeUndefined();
    expect(projectTraining(sessionOf(phone.finished()), settled)).toBeUndefined();
  });

  test("[TRN-1] the same session gives the same training, however it came together", () => {
    const { events } = finished();
    expect(project([...events].reverse())).toEqual(project(events));
    expect(amends(project(events), project([...events, ...events]))).toBe(false);
  });

  test("[TRN-1] duration, sets, volume and the end are the session's", () => {
    const { watch, events } = finished();
    events.push(
      watch.finished({ endedAt: epochMs + 601_000, durationMs: 555_000, outcome: "final", activeEnergyKcal: 300 }),
    );
    expect(project(events)).toMatchObject({
      sessionId,
      routineId: "r-1",
      routineName: "Monday",
      startedAt: epochMs,
      endedAt: epochMs + 600_000,
      durationMs: 555_000,
      setsCompleted: 1,
      volumeLbs: 500,
    });
  });
});

describe("calories", () => {
  test.each([
    ["nothing is known", [], { outcome: "none", activeEnergyKcal: undefined }],
    ["a live reading is the last resort", ["reading"], { outcome: "estimated", activeEnergyKcal: 210.5 }],
    [
      "the phone's estimate beats a reading",
      ["reading", "phone estimates"],
      { outcome: "estimated", activeEnergyKcal: 400 },
    ],
    [
      "the watch's estimate beats the phone's",
      ["phone estimates", "watch estimates"],
      { outcome: "estimated", activeEnergyKcal: 280 },
    ],
    [
      "the final word beats every estimate",
      ["reading", "phone estimates", "watch final"],
      { outcome: "final", activeEnergyKcal: 312.4 },
    ],
    ["a final word of 0 is a word", ["reading", "watch final zero"], { outcome: "final", activeEnergyKcal: 0 }],
  ] as const)("[TRN-2] %s", (_, said, calories) => {
    const phone = new Pen();
    const watch = new Pen(watchId);
    const words = {
      reading: () => watch.write("health_update", { activeEnergyKcal: 210.5, measuredAt: epochMs }),
      "phone estimates": () => phone.finished({ outcome: "estimated", activeEnergyKcal: 400 }, { revision: 80 }),
      "watch estimates": () => watch.finished({ outcome: "estimated", activeEnergyKcal: 280 }),
      "watch final": () => watch.finished({ outcome: "final", activeEnergyKcal: 312.4 }),
      "watch final zero": () => watch.finished({ outcome: "final", activeEnergyKcal: 0 }),
    };
    expect(project([phone.started(), phone.finished(), ...said.map((word) => words[word]())]).calories).toEqual(
      calories,
    );
  });

  test("[TRN-2] a reading that says only the heart rate is no calories", () => {
    const { watch, events } = finished();
    events.push(watch.write("health_update", { heartRateBpm: 99, measuredAt: epochMs }));
    expect(project(events).calories.outcome).toBe("none");
  });
});

describe("what is still to come", () => {
  test("[TRN-4] the watch's calories, until it has spoken, whatever it could say", () => {
    const { watch, events } = finished();
    expect(project(events).waitingFor).toEqual(["watch_calories"]);
    events.push(watch.finished());
    expect(project(events).waitingFor).toEqual([]);
  });

  test("[TRN-4] not longer than 60 s after the end, and not where no watch takes part", () => {
    const { events } = finished();
    const end = epochMs + 600_000;
    expect(project(events, { now: end + limits.caloriesWaitMs - 1 }).waitingFor).toEqual(["watch_calories"]);
    expect(project(events, { now: end + limits.caloriesWaitMs }).waitingFor).toEqual([]);
    expect(project(events, { watchTakesPart: false }).waitingFor).toEqual([]);
  });

  test("[TRN-4] late sets, until the peer has said the same vector", () => {
    const { events } = finished();
    expect(project(events, { settled: false }).waitingFor).toEqual(["watch_calories", "late_sets"]);
  });
});

describe("late words", () => {
  test("[TRN-5] a late set amends what was saved, late calories too, and waiting less does not", () => {
    const { watch, events } = finished();
    const saved = project(events, { settled: false });
    expect(amends(saved, project(events))).toBe(false);
    const lateSet = watch.completed("bench.1", true, { revision: 2 });
    expect(amends(saved, project([...events, lateSet]))).toBe(true);
    expect(project([...events, lateSet]).setsCompleted).toBe(2);
    expect(amends(saved, project([...events, watch.finished({ outcome: "final", activeEnergyKcal: 1 })]))).toBe(true);
  });
});

describe("the routine's changes", () => {
  const changes = (write: (phone: Pen) => Envelope[]) => {
    const phone = new Pen();
    return project([phone.started(), ...write(phone), phone.finished()]).routineChanges;
  };
  const add = (phone: Pen) =>
    phone.write("set_updated", { setId: "extra", weight: 60, reps: 10, exerciseId: "bench", place: "i" });
  const remove = (phone: Pen, setId: string, deleted = true) => phone.write("set_updated", { setId, deleted });

  test("[TRN-3] none when it was trained as planned, though not every set was done", () => {
    expect(changes((phone) => [phone.completed("squat.1"), phone.weight("squat.2", 100)])).toEqual([]);
  });

  test("[TRN-3] a weight, a repetition count, both of one set", () => {
    expect(changes((phone) => [phone.write("set_updated", { setId: "squat.1", weight: 102.5, reps: 4 })])).toEqual([
      { change: "weight", exerciseId: "squat", setId: "squat.1", from: 100, to: 102.5 },
      { change: "reps", exerciseId: "squat", setId: "squat.1", from: 5, to: 4 },
    ]);
  });

  test("[TRN-3] a set added, a set removed, in the plan's order", () => {
    expect(changes((phone) => [add(phone), remove(phone, "squat.2")])).toEqual([
      { change: "set_removed", exerciseId: "squat", setId: "squat.2" },
      { change: "set_added", exerciseId: "bench", setId: "extra", weight: 60, reps: 10 },
    ]);
  });

  test("[TRN-3] what was taken back is no change", () => {
    expect(changes((phone) => [add(phone), remove(phone, "extra")])).toEqual([]);
    expect(changes((phone) => [remove(phone, "squat.2"), remove(phone, "squat.2", false)])).toEqual([]);
    expect(changes((phone) => [phone.weight("squat.1", 5), phone.weight("squat.1", 100)])).toEqual([]);
  });

  test("[TRN-3] a set that was moved to another exercise is neither removed nor added", () => {
    expect(
      changes((phone) => [phone.write("set_updated", { setId: "squat.1", exerciseId: "bench", place: "1" })]),
    ).toEqual([]);
  });
});
