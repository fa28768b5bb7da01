import {
  type Meta,
  type Parsed,
  parseJson,
  parseRoutine,
  protocolVersion,
  type Routine as RoutineText,
  reject,
} from "@lighty/protocol";
import type { Previous } from "../training/training-face.ts";
import type { Routine } from "./routine.ts";

/** What a session is started with. */
export type Plan = Omit<Meta, "startedAt" | "clockId">;

/** What was last done of the nth set, counted from 0, of the exercise of that name. */
export type FindPrevious = (exerciseName: string, index: number) => Previous | null;

/**
 * The plan of a session with that routine. A set whose weight or reps the routine leaves open takes those of the last time, where they are in
 * the same unit; a figure that the routine names stands, for that is what "Save training only" left it for.
 */
export function planOf(routine: Routine, previous: FindPrevious): Plan {
  return {
    routineId: routine.routineId,
    routineName: routine.name,
    unit: routine.unit,
    exercises: routine.exercises.map(({ exerciseId, name, restSeconds, sets }) => ({
      exerciseId,
      name,
      restSeconds,
      sets: sets.map(({ setId, weight, reps }, index) => {
        const last = weight === 0 || reps === 0 ? previous(name, index) : null;
        const fits = last?.unit === routine.unit ? last : null;
        return { setId, weight: weight || (fits?.weight ?? 0), reps: reps || (fits?.reps ?? 0), isCompleted: false };
      }),
    })),
  };
}

/** The text by which the watch learns of a routine; without a plan, of its end. [RTN-1] */
export function routineText(deviceId: string, routineId: string, version: number, plan: Plan | null): string {
  const text = {
    v: protocolVersion,
    kind: "routine",
    deviceId,
    routineId,
    version,
    ...(plan === null ? {} : { plan }),
  };
  return JSON.stringify(text);
}

/** Judges a routine as the watch will: what it would refuse is not kept either. [ACT-6] [RTN-1] */
export function checkRoutine(routine: Routine): Parsed<RoutineText> {
  const text = routineText(
    "thisphone",
    routine.routineId,
    routine.version,
    planOf(routine, () => null),
  );
  const json = parseJson(text);
  if (!json.ok) return json;
  const parsed = parseRoutine(text);
  if (parsed !== undefined) return parsed;
  return {
    ok: false,
    rejection: reject(
      "limit_reached",
      `the routine takes ${text.length} characters, more than crosses to the watch in one piece`,
    ),
  };
}
