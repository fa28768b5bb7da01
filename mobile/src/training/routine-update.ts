import type { Training } from "@lighty/protocol";
import type { Routine, RoutineSketch } from "../routines/routine.ts";
import type { RoutineChangeFace } from "./training-face.ts";

/** What the prompt shows: each change by the name of its exercise and the number of its set. [TRN-3] */
export function changesFace({ training, routine }: { training: Training; routine: Routine }): RoutineChangeFace[] {
  const { unit } = training;
  return training.routineChanges.flatMap<RoutineChangeFace>((change) => {
    const planned = routine.exercises.find(({ exerciseId }) => exerciseId === change.exerciseId);
    const done = training.exercises.find(({ exerciseId }) => exerciseId === change.exerciseId);
    const exercise = done?.name ?? planned?.name ?? "";
    if (change.change === "set_added") {
      return [{ exercise, unit, change: "set_added", weight: change.weight, reps: change.reps }];
    }
    const sets = change.change === "set_removed" ? planned?.sets : done?.sets;
    const index = sets?.findIndex(({ setId }) => setId === change.setId) ?? -1;
    const set = sets?.[index];
    // One that the lifter has taken out of the routine meanwhile needs no removing.
    if (set === undefined) return [];
    const setNumber = index + 1;
    return change.change === "set_removed"
      ? [{ exercise, unit, change: change.change, setNumber, weight: set.weight, reps: set.reps }]
      : [{ exercise, unit, change: change.change, setNumber, from: change.from, to: change.to }];
  });
}

/**
 * The routine as "Save training + update routine" leaves it: each exercise that was trained gets the sets as they stood at the end, in their
 * order; what the lifter has added to the routine since, and what was not in the workout, stays.
 */
export function updatedRoutine(routine: Routine, training: Training): RoutineSketch {
  const removed = new Set(
    training.routineChanges.flatMap((change) => (change.change === "set_removed" ? [change.setId] : [])),
  );
  return {
    name: routine.name,
    unit: training.unit,
    exercises: routine.exercises.map((exercise) => {
      const done = training.exercises.find(({ exerciseId }) => exerciseId === exercise.exerciseId);
      if (done === undefined) return exercise;
      const stood = new Set(done.sets.map(({ setId }) => setId));
      const since = exercise.sets.filter(({ setId }) => !stood.has(setId) && !removed.has(setId));
      const sets = done.sets.map(({ setId, weight, reps }) => ({ setId, weight, reps }));
      return { ...exercise, sets: [...sets, ...since] };
    }),
  };
}
