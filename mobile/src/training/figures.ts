import { type ExerciseState, hundredths, type Training } from "@lighty/protocol";
import type { AmendedSet, Amendment, CaloriesFace, SetDone } from "./training-face.ts";

/** Weight times reps of completed sets, in the unit they were lifted in: summed in hundredths, so no figure drifts. */
export function volumeOf(exercises: readonly ExerciseState[]): number {
  let sum = 0;
  for (const { sets } of exercises) {
    for (const { weight, reps, isCompleted } of sets) if (isCompleted) sum += hundredths(weight) * reps;
  }
  return sum / 100;
}

export function openSetsOf(exercises: readonly ExerciseState[]): number {
  return exercises.reduce((count, { sets }) => count + sets.filter((set) => !set.isCompleted).length, 0);
}

/** What can be said of the calories; `isAwaited` while the watch may still say something better. [TRN-2] [TRN-4] */
export function caloriesFace({ calories }: Training, isAwaited: boolean): CaloriesFace {
  const kcal = calories.activeEnergyKcal ?? null;
  const outcome = calories.outcome !== "final" && isAwaited ? "awaited" : calories.outcome;
  return { outcome, kcal };
}

/** What a later projection changed. */
export function amendmentOf(before: Training, after: Training, at: number): Amendment {
  const kcal = ({ calories }: Training) => calories.activeEnergyKcal ?? null;
  return {
    at,
    setsDone: [before.setsCompleted, after.setsCompleted],
    volume: [volumeOf(before.exercises), volumeOf(after.exercises)],
    kcal: [kcal(before), kcal(after)],
    durationMs: [before.durationMs, after.durationMs],
    sets: amendedSets(before.exercises, after.exercises),
  };
}

function amendedSets(before: readonly ExerciseState[], after: readonly ExerciseState[]): AmendedSet[] {
  const was = placesOf(before);
  const is = placesOf(after);
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((setId) => {
    const [then, now] = [was.get(setId), is.get(setId)];
    const { exercise, setNumber } = (now ?? then) as Place;
    const [before, after] = [then?.set ?? null, now?.set ?? null];
    const isSame =
      before?.weight === after?.weight && before?.reps === after?.reps && before?.isCompleted === after?.isCompleted;
    return isSame ? [] : [{ exercise, setNumber, before, after }];
  });
}

interface Place {
  exercise: string;
  setNumber: number;
  set: SetDone;
}

function placesOf(exercises: readonly ExerciseState[]): Map<string, Place> {
  return new Map(
    exercises.flatMap(({ name, sets }) =>
      sets.map(({ setId, weight, reps, isCompleted }, index) => [
        setId,
        { exercise: name, setNumber: index + 1, set: { weight, reps, isCompleted } },
      ]),
    ),
  );
}
