import type { Unit } from "../settings/settings.ts";

/** A set as the routine asks for it. Weight in the routine's unit; 0 leaves it open, and the last workout fills it in. */
export interface RoutineSet {
  setId: string;
  weight: number;
  reps: number;
}

export interface RoutineExercise {
  exerciseId: string;
  name: string;
  restSeconds: number;
  sets: readonly RoutineSet[];
}

/** A routine as it is kept. The ids in it are those of the sessions that are started with it, so what a session changed finds its place. */
export interface Routine {
  routineId: string;
  /** Rises with every change. [RTN-2] */
  version: number;
  name: string;
  unit: Unit;
  exercises: readonly RoutineExercise[];
}

/** A routine as an editor gives it: new exercises and sets have no id yet. */
export interface RoutineSketch {
  name: string;
  unit: Unit;
  exercises: readonly {
    exerciseId?: string;
    name: string;
    restSeconds: number;
    sets: readonly { setId?: string; weight: number; reps: number }[];
  }[];
}
