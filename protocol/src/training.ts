import { type ExerciseState, elapsedMs, exercisesOf, finalsOf, lastFinal, volumeLbs } from "./derived.ts";
import type { Final, Meta, PlannedExercise } from "./event.ts";
import { limits } from "./limits.ts";
import type { SessionState } from "./session.ts";
import { latestHealth } from "./session-view.ts";
import { canonical, hundredths, type Value } from "./value.ts";

/** One way in which what was done differs from what was planned. [TRN-3] */
export type RoutineChange =
  | { change: "weight" | "reps"; exerciseId: string; setId: string; from: number; to: number }
  | { change: "set_added"; exerciseId: string; setId: string; weight: number; reps: number }
  | { change: "set_removed"; exerciseId: string; setId: string };

/** What the phone saves of a session. Upserted by sessionId: projecting again changes nothing, and late sets amend it. [TRN-1] */
export interface Training {
  sessionId: string;
  routineId: string | undefined;
  routineName: string;
  unit: Meta["unit"];
  startedAt: number;
  endedAt: number | undefined;
  durationMs: number;
  setsCompleted: number;
  volumeLbs: number;
  /** Kilocalories, and how far they can be trusted. [TRN-2] */
  calories: { outcome: Final["outcome"]; activeEnergyKcal: number | undefined };
  exercises: ExerciseState[];
  /** Empty when the routine was trained as planned: then there is nothing to ask. [TRN-3] */
  routineChanges: RoutineChange[];
  /** What is still to come; empty when the training is complete. [TRN-4] */
  waitingFor: ("watch_calories" | "late_sets")[];
}

/** What the projection cannot read from the session itself. */
export interface Finalization {
  /** Own session clock. */
  now: number;
  /** True when the peer's last word named the same vector, or there is no peer. */
  settled: boolean;
  /** True when a watch takes part, so that its final metrics are worth waiting for. */
  watchTakesPart: boolean;
}

/** The training of a finished session; undefined while it is live, and for one that was discarded. [TRN-1..5] */
export function projectTraining(
  session: SessionState,
  { now, settled, watchTakesPart }: Finalization,
): Training | undefined {
  const { registers } = session;
  const meta = registers.value("meta") as Meta | undefined;
  if (meta === undefined || registers.status !== "finished") return undefined;
  const exercises = exercisesOf(registers);
  const finals = finalsOf(registers);
  const endedAt = finals.map(({ final }) => final.endedAt).sort((a, b) => a - b)[0];
  const watchHasSpoken = finals.some(({ final }) => final.role === "watch");
  const waited = endedAt !== undefined && now - endedAt >= limits.caloriesWaitMs;
  const waitingFor: Training["waitingFor"] = [];
  if (watchTakesPart && !watchHasSpoken && !waited) waitingFor.push("watch_calories");
  if (!settled) waitingFor.push("late_sets");
  return {
    sessionId: session.sessionId,
    routineId: meta.routineId,
    routineName: meta.routineName,
    unit: meta.unit,
    startedAt: meta.startedAt,
    endedAt,
    durationMs: lastFinal(registers)?.durationMs ?? elapsedMs(registers, () => now),
    setsCompleted: exercises.reduce((count, { sets }) => count + sets.filter((set) => set.isCompleted).length, 0),
    volumeLbs: volumeLbs(exercises, meta.unit),
    calories: caloriesOf(
      session,
      finals.map(({ final }) => final),
    ),
    exercises,
    routineChanges: routineChanges(meta.exercises, exercises),
    waitingFor,
  };
}

/** A final value beats an estimate, a device's estimate beats the last live reading, and that beats nothing. [TRN-2] */
function caloriesOf(session: SessionState, finals: readonly Final[]): Training["calories"] {
  const rank = { final: 2, estimated: 1, none: 0 };
  const best = finals.toSorted((a, b) => rank[b.outcome] - rank[a.outcome] || rankRole(b) - rankRole(a))[0];
  if (best !== undefined && best.outcome !== "none")
    return { outcome: best.outcome, activeEnergyKcal: best.activeEnergyKcal };
  const live = latestHealth(session, "activeEnergyKcal");
  return live === undefined
    ? { outcome: "none", activeEnergyKcal: undefined }
    : { outcome: "estimated", activeEnergyKcal: live.value };
}

function rankRole({ role }: Final): number {
  return role === "watch" ? 1 : 0;
}

/** How the sets that stand differ from the plan, in the plan's order: what "Save training + update routine" would write. [TRN-3] */
function routineChanges(planned: readonly PlannedExercise[], done: readonly ExerciseState[]): RoutineChange[] {
  const changes: RoutineChange[] = [];
  for (const exercise of planned) {
    const { exerciseId } = exercise;
    const standing = new Map(done.flatMap(({ sets }) => sets).map((set) => [set.setId, set]));
    for (const { setId, weight, reps } of exercise.sets) {
      const set = standing.get(setId);
      if (set === undefined) {
        changes.push({ change: "set_removed", exerciseId, setId });
        continue;
      }
      if (hundredths(set.weight) !== hundredths(weight))
        changes.push({ change: "weight", exerciseId, setId, from: weight, to: set.weight });
      if (set.reps !== reps) changes.push({ change: "reps", exerciseId, setId, from: reps, to: set.reps });
    }
    for (const { setId, weight, reps, added } of done.find((each) => each.exerciseId === exerciseId)?.sets ?? []) {
      if (added) changes.push({ change: "set_added", exerciseId, setId, weight, reps });
    }
  }
  return changes;
}

/** True when a projection says something else than what was saved: late sets or late calories came in. [TRN-5] */
export function amends(saved: Training, projected: Training): boolean {
  return text(saved) !== text(projected);
}

function text(training: Training): string {
  const { waitingFor: _, ...lasting } = training;
  return canonical(JSON.parse(JSON.stringify(lasting)) as Value);
}
