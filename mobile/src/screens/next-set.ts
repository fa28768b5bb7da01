import type { LiveFace } from "../session/face.ts";

/** A set, and where it stands. */
export interface Place {
  setId: string;
  number: number;
  exercise: string;
  /** Of its exercise in the session. */
  index: number;
}

export function placeOf({ exercises }: LiveFace, setId: string): Place | undefined {
  for (const [index, { name, sets }] of exercises.entries()) {
    const set = sets.find((each) => each.setId === setId);
    if (set !== undefined) return { setId, number: set.number, exercise: name, index };
  }
  return undefined;
}

/**
 * The set to go on with: the first open one of the exercise at hand, then of what comes after, then of what was left out. `done` is taken as
 * done already, and its exercise as the one at hand.
 */
export function nextSet(live: LiveFace, done?: string): Place | undefined {
  const { exercises } = live;
  const here = (done === undefined ? undefined : placeOf(live, done)?.index) ?? live.currentExerciseIndex;
  for (let i = 0; i < exercises.length; i++) {
    const exercise = exercises[(here + i) % exercises.length];
    const set = exercise?.sets.find(({ setId, isCompleted }) => !isCompleted && setId !== done);
    if (set !== undefined) return placeOf(live, set.setId);
  }
  return undefined;
}
