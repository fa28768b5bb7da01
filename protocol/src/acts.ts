import type { ReadClock } from "./clock.ts";
import { elapsedMs, exercisesOf, finalsOf, restRemainingMs } from "./derived.ts";
import { type Rejection, reject } from "./errors.ts";
import type { EventType, Final, Meta, Payload, Rest, Run } from "./event.ts";
import type { Role } from "./ids.ts";
import { limits } from "./limits.ts";
import { byteLength } from "./parse.ts";
import { placeBetween } from "./place.ts";
import type { SessionState } from "./session.ts";
import type { Act } from "./step.ts";
import { setRegister } from "./writes.ts";

/** The body of an event still without identity. */
export type Draft = { [T in EventType]: { eventType: T; payload: Payload<T> } }[EventType];

/** What an act is judged by: the session as it stands, and the writer's clock. */
export interface Scene {
  session: SessionState;
  role: Role;
  deviceId: string;
  /** Own session clock. */
  now: number;
  clockId: string;
  readClock: ReadClock;
}

/** Turns what the lifter did into an event, or says why there is none. Nothing is changed here. [ACT-1..6] */
export function draft(act: Exclude<Act, { act: "start" }>, scene: Scene): Draft | Rejection {
  const { session } = scene;
  if (session.isShell)
    return reject("session_unknown", `session ${act.sessionId} has not been started as far as this device knows`);
  if (session.registers.ended && act.act !== "finish") {
    return reject("session_ended", `session ${act.sessionId} is ${session.registers.status} and takes no new edits`);
  }
  switch (act.act) {
    case "edit_set":
      return onSet(act, session, () => ({
        eventType: "set_updated",
        payload: { setId: act.setId, ...defined("weight", act.weight), ...defined("reps", act.reps) },
      }));
    case "complete_set":
      return onSet(act, session, () => ({
        eventType: "set_toggled_completed",
        payload: { setId: act.setId, isCompleted: act.isCompleted },
      }));
    case "remove_set":
      return onSet(act, session, () => ({
        eventType: "set_updated",
        payload: { setId: act.setId, deleted: act.deleted },
      }));
    case "add_set":
      return addSet(act, session);
    case "go_to_exercise":
      return goToExercise(act, session);
    case "pause":
    case "resume":
      return pauseOrResume(act.act === "resume", scene);
    case "rest_start":
      return rest({ durationMs: act.durationMs, endsAt: scene.now + act.durationMs, clockId: scene.clockId });
    case "rest_skip":
      return rest(null);
    case "rest_adjust":
    case "rest_pause":
    case "rest_resume":
      return changeRest(act, scene);
    case "measure":
      return {
        eventType: "health_update",
        payload: {
          ...defined("activeEnergyKcal", act.activeEnergyKcal),
          ...defined("heartRateBpm", act.heartRateBpm),
          measuredAt: Math.max(0, scene.now - Math.max(0, act.ageMs ?? 0)),
        },
      };
    case "finish":
      return finish(act, scene);
    case "discard":
      return { eventType: "session_discarded", payload: {} };
  }
}

/** The first event of a session. [ACT-1] */
export function draftStart(act: Extract<Act, { act: "start" }>, now: number, clockId: string): Draft | Rejection {
  const payload: Meta = { ...act.plan, startedAt: now, clockId };
  const bytes = byteLength(JSON.stringify(payload));
  if (bytes > limits.startBytes) {
    return reject("limit_reached", `the plan takes ${bytes} bytes; a session can start with ${limits.startBytes}`);
  }
  return { eventType: "session_started", payload };
}

export function isRejection(value: Draft | Rejection): value is Rejection {
  return "code" in value;
}

function defined<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
}

/** A removed set can be brought back but not edited. [SET-3] */
function onSet(act: Extract<Act, { setId: string }>, session: SessionState, make: () => Draft): Draft | Rejection {
  const known = session.registers.get(setRegister(act.setId, "weight")) !== undefined;
  const removed = session.registers.value(setRegister(act.setId, "deleted")) === true;
  if (known && (!removed || act.act === "remove_set")) return make();
  return reject("set_unknown", `session ${act.sessionId} has no set ${act.setId}${removed ? ": it was removed" : ""}`);
}

function addSet(act: Extract<Act, { act: "add_set" }>, session: SessionState): Draft | Rejection {
  const exercise = exercisesOf(session.registers).find(({ exerciseId }) => exerciseId === act.exerciseId);
  if (exercise === undefined) {
    return reject("exercise_unknown", `session ${act.sessionId} has no exercise ${act.exerciseId}`);
  }
  if (session.registers.get(setRegister(act.setId, "weight")) !== undefined) {
    return reject("set_unknown", `set ${act.setId} is there already; an added set needs an id of its own`);
  }
  const { sets } = exercise;
  const index =
    act.afterSetId === undefined ? sets.length - 1 : sets.findIndex(({ setId }) => setId === act.afterSetId);
  if (act.afterSetId !== undefined && index === -1) {
    return reject("set_unknown", `exercise ${act.exerciseId} has no set ${act.afterSetId} to add a set after`);
  }
  const after = sets[index]?.place ?? "";
  const before = sets.slice(index + 1).find(({ place }) => place > after)?.place;
  const place = placeBetween(after, before);
  if (place === undefined || session.registers.size + 3 > limits.registers) {
    return reject("limit_reached", `session ${act.sessionId} has no room for another set there`);
  }
  const { setId, weight, reps, exerciseId } = act;
  return { eventType: "set_updated", payload: { setId, weight, reps, exerciseId, place } };
}

function goToExercise(act: Extract<Act, { act: "go_to_exercise" }>, session: SessionState): Draft | Rejection {
  const count = (session.registers.value("meta") as Meta).exercises.length;
  if (act.index >= 0 && act.index < Math.max(1, count) && Number.isInteger(act.index)) {
    return { eventType: "exercise_index_changed", payload: { index: act.index } };
  }
  return reject("exercise_unknown", `session ${act.sessionId} has exercises 0 to ${count - 1}, not ${act.index}`);
}

function pauseOrResume(running: boolean, scene: Scene): Draft {
  const accumulatedMs = elapsedMs(scene.session.registers, scene.readClock);
  const run: Run = { running, since: scene.now, accumulatedMs, clockId: scene.clockId };
  return running
    ? { eventType: "session_resumed", payload: { run: { ...run, running: true } } }
    : { eventType: "session_paused", payload: { run: { ...run, running: false } } };
}

function rest(value: Rest): Draft {
  return { eventType: "rest_updated", payload: { rest: value } };
}

/** Adjusting, pausing and resuming take what is left on the reader's own screen and write it in the reader's own clock. [TMR-3] */
function changeRest(act: Extract<Act, { act: "rest_adjust" | "rest_pause" | "rest_resume" }>, scene: Scene): Draft {
  const held = (scene.session.registers.value("rest") ?? null) as Rest;
  const remainingMs = restRemainingMs(scene.session.registers, scene.readClock);
  if (held === null || remainingMs === 0) return rest(null);
  const running = "endsAt" in held;
  if (act.act === "rest_adjust") {
    const left = Math.max(0, remainingMs + act.byMs);
    const durationMs = Math.max(held.durationMs + act.byMs, left);
    if (left === 0) return rest(null);
    return running
      ? rest({ durationMs, endsAt: scene.now + left, clockId: scene.clockId })
      : rest({ durationMs, remainingMs: left });
  }
  return act.act === "rest_pause"
    ? rest({ durationMs: held.durationMs, remainingMs })
    : rest({ durationMs: held.durationMs, endsAt: scene.now + remainingMs, clockId: scene.clockId });
}

/** Once the session is finished a device may still bring its own final metrics, until they are final. [EVT-8] */
function finish(act: Extract<Act, { act: "finish" }>, scene: Scene): Draft | Rejection {
  const { registers } = scene.session;
  if (registers.ended) {
    const own = finalsOf(registers).find(({ deviceId }) => deviceId === scene.deviceId)?.final;
    if (registers.status !== "finished" || own?.outcome === "final") {
      return reject(
        "session_ended",
        `session ${act.sessionId} is ${registers.status} and this device has said its last word on it`,
      );
    }
  }
  const payload: Final = {
    role: scene.role,
    endedAt: scene.now,
    durationMs: act.durationMs ?? elapsedMs(registers, scene.readClock),
    outcome: act.outcome,
    ...(act.outcome === "none" ? {} : { activeEnergyKcal: act.activeEnergyKcal ?? 0 }),
  };
  return { eventType: "session_finished", payload };
}
