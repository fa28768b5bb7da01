import type { Meta } from "../event.ts";
import type { Random } from "./random.ts";

type Plan = Omit<Meta, "startedAt" | "clockId">;

const lifts = [
  { name: "Back squat", weight: 185, reps: 5, restSeconds: 180 },
  { name: "Bench press", weight: 145, reps: 8, restSeconds: 120 },
  { name: "Deadlift", weight: 245, reps: 3, restSeconds: 180 },
  { name: "Overhead press", weight: 85, reps: 8, restSeconds: 90 },
  { name: "Barbell row", weight: 125, reps: 10, restSeconds: 90 },
  { name: "Lat pulldown", weight: 110, reps: 12, restSeconds: 75 },
  { name: "Leg press", weight: 270, reps: 12, restSeconds: 120 },
  { name: "Split squat", weight: 37.5, reps: 10, restSeconds: 60 },
  { name: "Dumbbell curl", weight: 27.5, reps: 12, restSeconds: 60 },
  { name: "Face pull", weight: 42.5, reps: 15, restSeconds: 45 },
] as const;

const days = ["Push day", "Pull day", "Leg day", "Full body A", "Full body B", "Élan du lundi", "下半身"];

export interface RoutineSize {
  exercises: [low: number, high: number];
  sets: [low: number, high: number];
}

/** A routine someone might really train. */
export function drawRoutine(random: Random, size: RoutineSize): Plan {
  const exercises = random
    .shuffle(lifts)
    .slice(0, random.int(...size.exercises))
    .map(({ name, weight, reps, restSeconds }, index) => ({
      exerciseId: `ex-${index + 1}-${random.id(6)}`,
      name,
      restSeconds,
      sets: Array.from({ length: random.int(...size.sets) }, () => ({
        setId: random.id(8),
        weight,
        reps,
        isCompleted: false,
      })),
    }));
  const plan: Plan = { routineName: random.pick(days), unit: random.pick(["lb", "kg"]), exercises };
  return random.chance(0.8) ? { ...plan, routineId: random.id(10) } : plan;
}
