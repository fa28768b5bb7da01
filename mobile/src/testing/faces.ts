import type { Routine } from "../routines/routine.ts";
import type { ExerciseFace, Face, FinishFace, LinkFace, LiveFace, News, SetFace, Timers } from "../session/face.ts";
import type { Amendment, ProgressPoint, TrainingDetail, TrainingFace } from "../training/training-face.ts";

/** Faces as a phone would give them, for tests and pictures of single screens. */

const dayMs = 86_400_000;

/** The Sunday evening on which all of this happens. */
export const today = Date.UTC(2026, 10, 22, 18, 30);

type Load = readonly [weight: number, reps: number];

function setFace(setId: string, number: number, [weight, reps]: Load, more: Partial<SetFace> = {}): SetFace {
  const previous = { weight: Math.max(0, weight - 2.5), reps, unit: "kg" as const };
  return { setId, number, weight, reps, isCompleted: false, isAdded: false, truth: "both", previous, ...more };
}

export function exerciseFace(
  exerciseId: string,
  name: string,
  loads: readonly Load[],
  { done = 0, isCurrent = false, here = [] as number[] } = {},
): ExerciseFace {
  const sets = loads.map((load, at) =>
    setFace(`${exerciseId}-${at + 1}`, at + 1, load, {
      isCompleted: at < done,
      truth: here.includes(at + 1) ? "here" : "both",
    }),
  );
  return { exerciseId, name, restSeconds: 120, isCurrent, setsDone: done, sets };
}

export function liveFace(change: Partial<LiveFace> = {}): LiveFace {
  const exercises = change.exercises ?? [
    exerciseFace(
      "bench",
      "Bench press",
      [
        [80, 8],
        [82.5, 8],
        [82.5, 7],
      ],
      { done: 1, isCurrent: true, here: [1] },
    ),
    exerciseFace("row", "Barbell row", [
      [70, 10],
      [70, 10],
      [72.5, 8],
    ]),
    exerciseFace("press", "Overhead press", [
      [45, 8],
      [45, 8],
    ]),
  ];
  return {
    sessionId: "session-1",
    routineId: "push",
    routineName: "Push and pull",
    unit: "kg",
    startedAt: today,
    startedOn: "phone",
    isRunning: true,
    currentExerciseIndex: 0,
    exercises,
    setsDone: exercises.reduce((count, { setsDone }) => count + setsDone, 0),
    setsTotal: exercises.reduce((count, { sets }) => count + sets.length, 0),
    volume: 640,
    watch: "in",
    rest: null,
    activeEnergyKcal: 96.4,
    heartRateBpm: 128,
    ...change,
  };
}

export const resting = { restId: "rest-1", isPaused: false, durationMs: 120_000 } as const;

export function timers(change: Partial<Timers> = {}): Timers {
  return {
    elapsedMs: 754_000,
    rest: { remainingMs: 72_400, durationMs: 120_000, isPaused: false },
    energyAgeMs: 4_000,
    heartRateAgeMs: 3_000,
    leavingMs: null,
    caloriesMs: null,
    ...change,
  };
}

export const linkFace: LinkFace = { isReachable: true, queueDepth: 0, startFault: null, fault: null };

export const calm: Pick<Face, "trouble" | "news" | "offers"> & { refusal: string | null } = {
  trouble: null,
  news: [],
  offers: [],
  refusal: null,
};

export const conflict: News = {
  id: "news-1",
  sessionId: "session-1",
  what: "conflict",
  setId: "bench-3",
  exercise: "Bench press",
  setNumber: 3,
  unit: "kg",
  field: "weight",
  kept: 82.5,
  lost: 85,
  keptOn: "watch",
};

export function routine(
  routineId: string,
  name: string,
  exercises: readonly (readonly [string, readonly Load[]])[],
): Routine {
  return {
    routineId,
    version: 1,
    name,
    unit: "kg",
    exercises: exercises.map(([exercise, loads], at) => ({
      exerciseId: `${routineId}-${at}`,
      name: exercise,
      restSeconds: 120,
      sets: loads.map(([weight, reps], number) => ({ setId: `${routineId}-${at}-${number}`, weight, reps })),
    })),
  };
}

export const routines: readonly Routine[] = [
  routine("push", "Push and pull", [
    [
      "Bench press",
      [
        [80, 8],
        [82.5, 8],
        [82.5, 7],
      ],
    ],
    [
      "Barbell row",
      [
        [70, 10],
        [70, 10],
      ],
    ],
  ]),
  routine("legs", "Legs", [
    [
      "Back squat",
      [
        [100, 5],
        [100, 5],
        [100, 5],
      ],
    ],
  ]),
  routine("short", "Short one for the hotel room with a long name", [["Push-up", [[0, 20]]]]),
];

export function training(change: Partial<TrainingFace> = {}): TrainingFace {
  return {
    sessionId: "training-1",
    routineName: "Push and pull",
    unit: "kg",
    startedAt: today - dayMs,
    durationMs: 3_127_000,
    setsDone: 8,
    volume: 4_872.5,
    calories: { outcome: "final", kcal: 312.4 },
    isAmended: false,
    ...change,
  };
}

export const history: readonly TrainingFace[] = [
  training(),
  training({
    sessionId: "training-2",
    routineName: "Legs",
    startedAt: today - 3 * dayMs,
    calories: { outcome: "estimated", kcal: 240 },
  }),
  training({ sessionId: "training-3", startedAt: today - 9 * dayMs, calories: { outcome: "none", kcal: null } }),
];

export function finishFace(change: Partial<FinishFace> = {}): FinishFace {
  return {
    ...training({ startedAt: today }),
    openSets: 1,
    mayLackSets: false,
    prompt: [
      { exercise: "Bench press", unit: "kg", change: "weight", setNumber: 3, from: 82.5, to: 85 },
      { exercise: "Bench press", unit: "kg", change: "reps", setNumber: 3, from: 7, to: 6 },
      { exercise: "Barbell row", unit: "kg", change: "set_added", weight: 72.5, reps: 8 },
      { exercise: "Overhead press", unit: "kg", change: "set_removed", setNumber: 2, weight: 45, reps: 8 },
    ],
    ...change,
  };
}

export function detail(change: Partial<TrainingDetail> = {}): TrainingDetail {
  return {
    ...training(),
    routineId: "push",
    exercises: [
      {
        name: "Bench press",
        sets: [
          { number: 1, weight: 80, reps: 8, isCompleted: true },
          { number: 2, weight: 82.5, reps: 8, isCompleted: true },
          { number: 3, weight: 82.5, reps: 7, isCompleted: false },
        ],
      },
      { name: "Barbell row", sets: [{ number: 1, weight: 70, reps: 10, isCompleted: true }] },
    ],
    amendments: [],
    prompt: null,
    ...change,
  };
}

export function progress(exercise: string): readonly ProgressPoint[] {
  const weights = exercise === "Bench press" ? [72.5, 75, 75, 77.5, 80, 82.5] : [70];
  return weights.map((weight, at) => ({
    sessionId: `past-${at}`,
    startedAt: today - (weights.length - at) * 6 * dayMs,
    unit: "kg",
    best: { weight, reps: 8 },
    volume: weight * 24,
    setsDone: 3,
  }));
}

/** What a watch brought after the training had been seen. */
export const amendment: Amendment = {
  at: today,
  setsDone: [7, 8],
  volume: [4_295, 4_872.5],
  kcal: [240, 312.4],
  durationMs: [3_100_000, 3_127_000],
  sets: [
    {
      exercise: "Bench press",
      setNumber: 3,
      before: { weight: 82.5, reps: 8, isCompleted: false },
      after: { weight: 82.5, reps: 7, isCompleted: true },
    },
    { exercise: "Barbell row", setNumber: 4, before: null, after: { weight: 70, reps: 10, isCompleted: true } },
  ],
};
