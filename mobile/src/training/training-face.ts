import type { Unit } from "../settings/settings.ts";

/** What the screens show of trainings: plain values, weights in the unit they were lifted in, spans in milliseconds. */

export interface Previous {
  weight: number;
  reps: number;
  unit: Unit;
}

/** What is known of a workout's calories. `awaited`: the watch has still to say; `kcal` is then the best guess so far, where there is one. */
export interface CaloriesFace {
  outcome: "awaited" | "final" | "estimated" | "none";
  kcal: number | null;
}

export interface TrainingFace {
  sessionId: string;
  routineName: string;
  unit: Unit;
  /** Milliseconds since the epoch, by the clock of the device that started it. */
  startedAt: number;
  durationMs: number;
  setsDone: number;
  /** Weight times reps of what was done, in `unit`. */
  volume: number;
  calories: CaloriesFace;
  /** Something came in after the lifter had seen it. */
  isAmended: boolean;
}

export interface TrainingDetail extends TrainingFace {
  routineId: string | undefined;
  exercises: readonly ExerciseDone[];
  amendments: readonly Amendment[];
  /** "Save training + update routine" can still be chosen, and would write this; null when there is nothing to ask. [TRN-3] */
  prompt: readonly RoutineChangeFace[] | null;
}

export interface ExerciseDone {
  name: string;
  sets: readonly { number: number; weight: number; reps: number; isCompleted: boolean }[];
}

/** One way in which what was done differs from what was planned, ready for a sentence. [TRN-3] */
export type RoutineChangeFace = { exercise: string; unit: Unit } & (
  | { change: "weight" | "reps"; setNumber: number; from: number; to: number }
  | { change: "set_added"; weight: number; reps: number }
  | { change: "set_removed"; setNumber: number; weight: number; reps: number }
);

/** What came in late, and what it changed: figures before and after, equal where nothing changed. [TRN-5] */
export interface Amendment {
  /** When it came in, by the phone's session clock. */
  at: number;
  setsDone: readonly [before: number, after: number];
  /** In the training's unit. */
  volume: readonly [before: number, after: number];
  kcal: readonly [before: number | null, after: number | null];
  durationMs: readonly [before: number, after: number];
  /** The sets that it changed, in their order; none where it was stored before they were named. */
  sets: readonly AmendedSet[];
}

/** A set that a late word changed. Null before where it was not there, null after where it is gone. */
export interface AmendedSet {
  exercise: string;
  /** From 1: where it stands now, or where it stood. */
  setNumber: number;
  before: SetDone | null;
  after: SetDone | null;
}

export interface SetDone {
  weight: number;
  reps: number;
  isCompleted: boolean;
}

/** One workout's place in the progress of an exercise. */
export interface ProgressPoint {
  sessionId: string;
  startedAt: number;
  unit: Unit;
  /** The heaviest completed set; of equally heavy ones the one with the most reps. */
  best: { weight: number; reps: number };
  volume: number;
  setsDone: number;
}
