import type { Routine } from "../routines/routine.ts";
import { caloriesFace, volumeOf } from "./figures.ts";
import type { SavedTraining } from "./history.ts";
import { changesFace } from "./routine-update.ts";
import type { RoutineChangeFace, TrainingDetail, TrainingFace } from "./training-face.ts";

/** A training is never changed in place, so what it looks like once nothing is awaited is worked out once. */
const faces = new WeakMap<SavedTraining, TrainingFace>();

export function trainingFace(saved: SavedTraining, isAwaited: boolean): TrainingFace {
  if (isAwaited) return viewTraining(saved, true);
  const face = faces.get(saved) ?? viewTraining(saved, false);
  faces.set(saved, face);
  return face;
}

function viewTraining({ training, amendments }: SavedTraining, isAwaited: boolean): TrainingFace {
  const { sessionId, routineName, unit, startedAt, durationMs, setsCompleted, exercises } = training;
  return {
    sessionId,
    routineName,
    unit,
    startedAt,
    durationMs,
    setsDone: setsCompleted,
    volume: volumeOf(exercises),
    calories: caloriesFace(training, isAwaited),
    isAmended: amendments.length > 0,
  };
}

/** What "Save training + update routine" would write; null when nothing changed, it was answered, or the routine is gone or another by now. */
export function promptOf(saved: SavedTraining, routine: Routine | undefined): readonly RoutineChangeFace[] | null {
  if (saved.answer !== null || routine === undefined || routine.unit !== saved.training.unit) return null;
  const changes = changesFace({ training: saved.training, routine });
  return changes.length === 0 ? null : changes;
}

export function trainingDetail(saved: SavedTraining, isAwaited: boolean, routine: Routine | undefined): TrainingDetail {
  const { training, amendments } = saved;
  return {
    ...trainingFace(saved, isAwaited),
    routineId: training.routineId,
    exercises: training.exercises.map(({ name, sets }) => ({
      name,
      sets: sets.map(({ weight, reps, isCompleted }, index) => ({ number: index + 1, weight, reps, isCompleted })),
    })),
    amendments,
    prompt: promptOf(saved, routine),
  };
}
