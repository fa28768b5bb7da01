/** What can be done on the screen of a live session. Told, never asked: what becomes of it stands in the next face. */
export interface LiveActs {
  editSet(setId: string, edit: { weight?: number; reps?: number }): void;
  /** Takes over what was lifted the last time. */
  repeatLast(setId: string): void;
  completeSet(setId: string, isCompleted: boolean): void;
  addSet(exerciseId: string): void;
  removeSet(setId: string): void;
  restoreSet(setId: string): void;
  goToExercise(index: number): void;
  adjustRest(byMs: number): void;
  skipRest(): void;
  pauseRest(): void;
  resumeRest(): void;
  pause(): void;
  resume(): void;
  finish(): void;
  discard(): void;
}
