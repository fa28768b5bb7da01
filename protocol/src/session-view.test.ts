import { describe, expect, test } from "vitest";
import type { Envelope } from "./envelope.ts";
import { SessionState } from "./session.ts";
import { latestHealth, viewSession } from "./session-view.ts";
import { epochMs, Pen, sessionId, watchId } from "./testing/index.ts";

function fold(...events: Envelope[]): SessionState {
  const session = new SessionState(sessionId);
  for (const event of events) session.receive(event, "message", epochMs);
  return session;
}

const at = (afterMs: number) => () => epochMs + afterMs;

describe("a screen", () => {
  test("[SES-1] shows a shell as nothing, whatever the shell holds", () => {
    const watch = new Pen(watchId);
    expect(viewSession(fold(watch.weight("squat.1", 5), watch.finished()), at(0))).toMatchObject({
      status: "shell",
      routineName: "",
      startedAt: undefined,
      exercises: [],
      running: false,
    });
  });

  test("[DRV-1] shows a live session", () => {
    const phone = new Pen();
    const view = viewSession(
      fold(phone.started(), phone.write("exercise_index_changed", { index: 1 }), phone.completed("bench.1")),
      at(61_500),
    );
    expect(view).toMatchObject({
      sessionId,
      status: "active",
      routineName: "Monday",
      unit: "lb",
      startedAt: epochMs,
      currentExerciseIndex: 1,
      running: true,
      rest: { state: "none", remainingMs: 0, durationMs: 0 },
      derived: { elapsedSeconds: 61, completedSetsCount: 1, volumeLbs: 500 },
      activeEnergyKcal: undefined,
    });
  });

  test("[EVT-4] tells a running rest from a paused one, and one that is over from both", () => {
    const phone = new Pen();
    const started = phone.started();
    const running = phone.write("rest_updated", {
      rest: { durationMs: 90_000, endsAt: epochMs + 90_000, clockId: "clock-p" },
    });
    const paused = phone.write("rest_updated", { rest: { durationMs: 90_000, remainingMs: 20_000 } });
    expect(viewSession(fold(started, running), at(30_000)).rest).toEqual({
      state: "running",
      remainingMs: 60_000,
      durationMs: 90_000,
    });
    expect(viewSession(fold(started, running), at(90_000)).rest).toMatchObject({ state: "none", remainingMs: 0 });
    expect(viewSession(fold(started, running, paused), at(90_000)).rest).toMatchObject({
      state: "paused",
      remainingMs: 20_000,
    });
  });

  test("[TMR-2] shows an ended session at a stand", () => {
    const phone = new Pen();
    const view = viewSession(
      fold(phone.started(), phone.write("rest_updated", { rest: { durationMs: 1, remainingMs: 1 } }), phone.finished()),
      at(1),
    );
    expect(view).toMatchObject({ status: "finished", running: false, rest: { state: "none" } });
  });

  test("[EVT-7] shows the latest reading of each field by stamp, whichever device measured", () => {
    const watch = new Pen(watchId);
    const phone = new Pen();
    const session = fold(
      phone.started(),
      watch.write("health_update", { heartRateBpm: 120, measuredAt: 50 }, { revision: 5 }),
      phone.write("health_update", { heartRateBpm: 90, measuredAt: 99 }, { revision: 4 }),
      watch.write("health_update", { activeEnergyKcal: 7.5, measuredAt: 60 }, { revision: 3 }),
    );
    expect(latestHealth(session, "heartRateBpm")).toEqual({ value: 120, measuredAt: 50 });
    expect(viewSession(session, at(0)).activeEnergyKcal).toEqual({ value: 7.5, measuredAt: 60 });
    expect(latestHealth(fold(), "heartRateBpm")).toBeUndefined();
  });
});
