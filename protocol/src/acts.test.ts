import { describe, expect, test } from "vitest";
import type { Envelope } from "./envelope.ts";
import type { Payload } from "./event.ts";
import { limits } from "./limits.ts";
import type { Act, Output } from "./step.ts";
import { epochMs, exercise, LabDevice, Pen, phoneId, plan, Sender, sessionId, watchId } from "./testing/index.ts";

function phoneInSession(): LabDevice {
  const phone = new LabDevice().activate(false);
  phone.start();
  return phone;
}

/** The one event an act made. */
function eventOf(output: Output): Envelope {
  expect(output.refusal).toBeUndefined();
  expect(output.events).toHaveLength(1);
  return output.events?.[0] as Envelope;
}

function refused(device: LabDevice, act: Act): string | undefined {
  const cells = device.keys.length;
  const output = device.act(act);
  if (output.refusal !== undefined) {
    expect(output.events, "a refused act makes no event").toBeUndefined();
    expect(output.save, "a refused act saves nothing").toBeUndefined();
    expect(device.keys).toHaveLength(cells);
  }
  return output.refusal?.code;
}

const edit = { act: "edit_set", sessionId, setId: "squat.1" } as const;
const add = { act: "add_set", sessionId, exerciseId: "squat", weight: 60, reps: 10 } as const;
const setsOf = (device: LabDevice) =>
  [...device.session().state.registers.entries()].filter(([name]) => name.endsWith("/place")).map(([name]) => name);

describe("starting", () => {
  test("[ACT-6] a refused start leaves nothing behind: the id is free, and no packet names it", () => {
    const phone = new LabDevice().activate(true);
    const tooFine = plan({ exercises: [exercise("squat", 1, { restSeconds: -1 })] });
    expect(refused(phone, { act: "start", sessionId, plan: tooFine })).toBe("bad_shape");
    expect(phone.engine.sessions.has(sessionId)).toBe(false);
    expect(phone.act({ act: "start", sessionId, plan: plan() }).refusal).toBeUndefined();
  });

  test("[ACT-1] the plan becomes the session, started now by the own clock", () => {
    const phone = new LabDevice().activate(false);
    phone.at = 5_000;
    const event = eventOf(phone.start({ unit: "kg" }));
    expect(event).toMatchObject({ eventType: "session_started", seq: 1, revision: 1, timestamp: epochMs + 5_000 });
    expect(event.payload).toMatchObject({ startedAt: epochMs + 5_000, clockId: phone.engine.clockId, unit: "kg" });
    expect(phone.engine.activeSession?.sessionId).toBe(sessionId);
  });

  test("[ACT-1] is refused while another session is live, and for an id that was used, also long ago", () => {
    const phone = phoneInSession();
    const start = (id: string): Act => ({ act: "start", sessionId: id, plan: plan() });
    expect(refused(phone, start("s-2"))).toBe("session_live");
    expect(refused(phone, start(sessionId))).toBe("session_exists");
    phone.act({ act: "discard", sessionId });
    expect(refused(phone, start(sessionId))).toBe("session_exists");
    expect(refused(phone, start("s-2"))).toBeUndefined();
    const cleared = new LabDevice(phoneId, [["tombstone/s-9", true]]).activate(false);
    expect(refused(cleared, start("s-9"))).toBe("session_exists");
  });

  test("[ACT-1] a session that the watch started is live here as well", () => {
    const phone = new LabDevice().activate(false);
    phone.receive(new Sender(watchId).events(new Pen(watchId, "s-w").started()), "userInfo");
    expect(refused(phone, { act: "start", sessionId: "s-2", plan: plan() })).toBe("session_live");
  });

  test("[ACT-1] [BND-4] a plan above 40,000 bytes is refused, one just below crosses in one packet", () => {
    const phone = new LabDevice().activate(true);
    const start = (sets: number): Act => ({
      act: "start",
      sessionId,
      plan: plan({
        exercises: [
          exercise("squat", 120),
          exercise("bench", 120),
          exercise("row", 120),
          exercise("press", 120),
          exercise("curl", sets),
        ],
      }),
    });
    expect(refused(phone, start(200))).toBe("limit_reached");
    expect(refused(phone, start(100))).toBeUndefined();
    for (const sent of phone.takeSent()) {
      if (sent.channel === "message") expect(sent.text.length).toBeLessThan(limits.packetSplitBytes);
    }
  });

  test("[ACT-6] a plan that no receiver would take is refused before anything changes", () => {
    const phone = new LabDevice().activate(false);
    expect(refused(phone, { act: "start", sessionId, plan: plan({ exercises: [exercise("Squat")] }) })).toBe(
      "bad_shape",
    );
    expect(refused(phone, { act: "start", sessionId: "S-1", plan: plan() })).toBe("bad_shape");
    expect(phone.engine.activeSession).toBeUndefined();
  });
});

describe("editing", () => {
  test("[EVT-2] only the fields that were edited travel", () => {
    const phone = phoneInSession();
    expect(eventOf(phone.act({ ...edit, weight: 102.5 })).payload).toEqual({ setId: "squat.1", weight: 102.5 });
    expect(eventOf(phone.act({ ...edit, reps: 0 })).payload).toEqual({ setId: "squat.1", reps: 0 });
  });

  test("[ACT-2] an unknown session and a shell take no edits", () => {
    const phone = new LabDevice().activate(false);
    expect(refused(phone, { ...edit, weight: 1 })).toBe("session_unknown");
    phone.receive(new Sender(watchId).events(new Pen(watchId).weight("squat.1", 5)));
    expect(refused(phone, { ...edit, weight: 1 })).toBe("session_unknown");
    expect(refused(phone, { act: "finish", sessionId, outcome: "none" })).toBe("session_unknown");
  });

  test.each<Act>([
    { ...edit, weight: 1 },
    { act: "complete_set", sessionId, setId: "squat.1", isCompleted: true },
    { act: "remove_set", sessionId, setId: "squat.1", deleted: true },
    { ...add, setId: "extra" },
    { act: "rest_start", sessionId, durationMs: 1 },
    { act: "rest_adjust", sessionId, byMs: 1 },
    { act: "rest_pause", sessionId },
    { act: "rest_resume", sessionId },
    { act: "rest_skip", sessionId },
    { act: "go_to_exercise", sessionId, index: 1 },
    { act: "pause", sessionId },
    { act: "resume", sessionId },
    { act: "measure", sessionId, heartRateBpm: 1 },
    { act: "discard", sessionId },
  ])("[ACT-3] a device that knows of the end refuses $act", (act) => {
    const phone = phoneInSession();
    phone.act({ act: "discard", sessionId });
    expect(refused(phone, act)).toBe("session_ended");
  });

  test("[ACT-4] a set or exercise that is not there is refused", () => {
    const phone = phoneInSession();
    expect(refused(phone, { ...edit, setId: "ghost", weight: 1 })).toBe("set_unknown");
    expect(refused(phone, { act: "complete_set", sessionId, setId: "constructor", isCompleted: true })).toBe(
      "set_unknown",
    );
    expect(refused(phone, { ...add, setId: "x", exerciseId: "curl" })).toBe("exercise_unknown");
    expect(refused(phone, { ...add, setId: "x", afterSetId: "bench.1" })).toBe("set_unknown");
    expect(refused(phone, { ...add, setId: "squat.1" })).toBe("set_unknown");
  });

  test.each([-1, 2, 0.5, Number.NaN])("[ACT-4] there is no exercise %d of two", (index) => {
    expect(refused(phoneInSession(), { act: "go_to_exercise", sessionId, index })).toBe("exercise_unknown");
  });

  test("[ACT-4] a session without exercises shows its empty first page", () => {
    const phone = new LabDevice().activate(false);
    phone.start({ exercises: [] });
    expect(refused(phone, { act: "go_to_exercise", sessionId, index: 0 })).toBeUndefined();
    expect(refused(phone, { act: "go_to_exercise", sessionId, index: 1 })).toBe("exercise_unknown");
  });

  test.each([[{ weight: 100.125 }], [{ weight: -1 }], [{ weight: Number.NaN }], [{ reps: 1.5 }], [{ weight: 10_001 }]])(
    "[ACT-6] %j would be refused by the peer, so it is refused here",
    (fields) => {
      expect(refused(phoneInSession(), { ...edit, ...fields })).toBe("bad_shape");
    },
  );

  test("[ACT-6] a refused act leaves no gap: the next event has the next seq and revision", () => {
    const phone = phoneInSession();
    refused(phone, { ...edit, weight: -1 });
    expect(eventOf(phone.act({ ...edit, weight: 1 }))).toMatchObject({ seq: 2, revision: 2 });
  });
});

describe("adding and removing sets", () => {
  const order = (device: LabDevice) =>
    [...device.session().state.registers.entries()]
      .flatMap(([name, { value }]) =>
        name.endsWith("/place") ? [[(value as { place: string }).place, name.slice(4, -6)] as const] : [],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, setId]) => setId);

  test("[ACT-5] an added set stands at the end, or right after the one named", () => {
    const phone = phoneInSession();
    phone.act({ ...add, setId: "end-1" });
    phone.act({ ...add, setId: "end-2" });
    phone.act({ ...add, setId: "after-1", afterSetId: "squat.1" });
    phone.act({ ...add, setId: "after-2", afterSetId: "squat.1" });
    expect(order(phone)).toEqual(["after-2", "after-1", "end-1", "end-2"]);
    expect(setsOf(phone)).toHaveLength(4);
  });

  test("[ACT-5] an exercise without sets takes one", () => {
    const phone = new LabDevice().activate(false);
    phone.start({ exercises: [exercise("plank", 0)] });
    expect(eventOf(phone.act({ ...add, exerciseId: "plank", setId: "first" })).payload).toMatchObject({ place: "i" });
  });

  test("[SET-3] a removed set can be brought back, and not edited meanwhile", () => {
    const phone = phoneInSession();
    const remove = (deleted: boolean): Act => ({ act: "remove_set", sessionId, setId: "squat.1", deleted });
    eventOf(phone.act(remove(true)));
    expect(refused(phone, { ...edit, weight: 1 })).toBe("set_unknown");
    eventOf(phone.act(remove(false)));
    eventOf(phone.act({ ...edit, weight: 1 }));
  });

  test("[BND-4] a session that holds 2,000 registers takes no more sets, and still takes edits", () => {
    const phone = phoneInSession();
    const writes = Object.fromEntries(Array.from({ length: limits.registers }, (_, i) => [`tempo/n${i}`, i]));
    phone.receive(new Sender(watchId).events(new Pen(watchId).writeForeign("much_said", {}, { writes })));
    expect(refused(phone, { ...add, setId: "one-more" })).toBe("limit_reached");
    eventOf(phone.act({ ...edit, weight: 1 }));
  });

  test("[SET-2] sets are added at one spot until there is no room, and then refused", () => {
    const phone = phoneInSession();
    let after = "squat.1";
    let count = 0;
    for (;;) {
      const setId = `x-${++count}`;
      const code = refused(phone, { ...add, setId, afterSetId: after });
      if (code !== undefined) {
        expect(code).toBe("limit_reached");
        break;
      }
      after = setId;
    }
    expect(count).toBeGreaterThan(200);
  });
});

describe("the rest", () => {
  const restOf = (output: Output) => (eventOf(output).payload as Payload<"rest_updated">).rest;

  test("[TMR-3] is written as this device's screen shows it, in its own clock", () => {
    const phone = phoneInSession();
    const clockId = phone.engine.clockId;
    expect(restOf(phone.act({ act: "rest_start", sessionId, durationMs: 90_000 }))).toEqual({
      durationMs: 90_000,
      endsAt: epochMs + 90_000,
      clockId,
    });
    phone.at = 30_000;
    expect(restOf(phone.act({ act: "rest_adjust", sessionId, byMs: 15_000 }))).toEqual({
      durationMs: 105_000,
      endsAt: epochMs + 105_000,
      clockId,
    });
    expect(restOf(phone.act({ act: "rest_pause", sessionId }))).toEqual({ durationMs: 105_000, remainingMs: 75_000 });
    phone.at = 60_000;
    expect(restOf(phone.act({ act: "rest_adjust", sessionId, byMs: -70_000 }))).toEqual({
      durationMs: 35_000,
      remainingMs: 5_000,
    });
    expect(restOf(phone.act({ act: "rest_resume", sessionId }))).toEqual({
      durationMs: 35_000,
      endsAt: epochMs + 65_000,
      clockId,
    });
    expect(restOf(phone.act({ act: "rest_skip", sessionId }))).toBeNull();
  });

  test("[TMR-3] adjusted below nothing it is over, and what is over cannot be paused", () => {
    const phone = phoneInSession();
    phone.act({ act: "rest_start", sessionId, durationMs: 10_000 });
    expect(restOf(phone.act({ act: "rest_adjust", sessionId, byMs: -10_000 }))).toBeNull();
    phone.act({ act: "rest_start", sessionId, durationMs: 10_000 });
    phone.at = 10_000;
    expect(restOf(phone.act({ act: "rest_pause", sessionId }))).toBeNull();
    expect(restOf(phone.act({ act: "rest_resume", sessionId }))).toBeNull();
  });

  test("[TMR-3] what the watch set is read by the watch's clock and written in the own", () => {
    const phone = new LabDevice().activate();
    phone.start();
    const clockId = phone.engine.clockId as string;
    phone.receive(
      new Sender(watchId).pong({ pingClockId: clockId, pingReceivedAt: epochMs + 900_000, sentAt: epochMs + 900_000 }),
    );
    const rest = { durationMs: 90_000, endsAt: epochMs + 990_000, clockId: "clock-w" };
    phone.receive(new Sender(watchId).events(new Pen(watchId).write("rest_updated", { rest }, { revision: 5 })));
    phone.at = 40_000;
    expect(restOf(phone.act({ act: "rest_pause", sessionId }))).toEqual({ durationMs: 90_000, remainingMs: 50_000 });
  });
});

describe("pausing, measuring and ending", () => {
  test("[EVT-6] a pause and a resume write the run register whole", () => {
    const phone = phoneInSession();
    const clockId = phone.engine.clockId;
    phone.at = 60_000;
    expect(eventOf(phone.act({ act: "pause", sessionId }))).toMatchObject({
      eventType: "session_paused",
      payload: { run: { running: false, since: epochMs + 60_000, accumulatedMs: 60_000, clockId } },
    });
    phone.at = 100_000;
    expect(eventOf(phone.act({ act: "resume", sessionId })).payload).toEqual({
      run: { running: true, since: epochMs + 100_000, accumulatedMs: 60_000, clockId },
    });
    phone.at = 110_000;
    expect(eventOf(phone.act({ act: "pause", sessionId })).payload).toMatchObject({ run: { accumulatedMs: 70_000 } });
  });

  test("[EVT-7] a reading has no seq and is in no outbox", () => {
    const phone = phoneInSession();
    const event = eventOf(phone.act({ act: "measure", sessionId, heartRateBpm: 120 }));
    expect(event).not.toHaveProperty("seq");
    expect(event.payload).toEqual({ heartRateBpm: 120, measuredAt: epochMs });
    const old = phone.act({ act: "measure", sessionId, heartRateBpm: 121, ageMs: 90_000 });
    expect(eventOf(old).payload).toMatchObject({ measuredAt: epochMs - 90_000 });
    const early = phone.act({ act: "measure", sessionId, heartRateBpm: 122, ageMs: -5 });
    expect(eventOf(early).payload).toMatchObject({ measuredAt: epochMs });
    expect(phone.engine.queueDepth).toBe(1);
    expect(eventOf(phone.act({ ...edit, weight: 1 })).seq).toBe(2);
  });

  test("[EVT-8] a finish carries what this device knows", () => {
    const phone = phoneInSession();
    phone.at = 600_000;
    expect(eventOf(phone.act({ act: "finish", sessionId, outcome: "none", activeEnergyKcal: 7 })).payload).toEqual({
      role: "phone",
      endedAt: epochMs + 600_000,
      durationMs: 600_000,
      outcome: "none",
    });
  });

  test("[EVT-8] [ACT-3] after the end a device brings its final metrics, better ones once more, and then no more", () => {
    const watch = new LabDevice(watchId).activate(false);
    watch.start();
    const end = (outcome: "final" | "estimated"): Act => ({
      act: "finish",
      sessionId,
      outcome,
      activeEnergyKcal: 300,
      durationMs: 5,
    });
    eventOf(watch.act(end("estimated")));
    expect(eventOf(watch.act(end("final"))).payload).toMatchObject({ outcome: "final", role: "watch", durationMs: 5 });
    expect(refused(watch, end("final"))).toBe("session_ended");
  });

  test("[ACT-3] a discarded session takes no finish", () => {
    const phone = phoneInSession();
    eventOf(phone.act({ act: "discard", sessionId }));
    expect(refused(phone, { act: "finish", sessionId, outcome: "none" })).toBe("session_ended");
  });
});
