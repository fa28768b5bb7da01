import type { Unit } from "../settings/settings.ts";
import type { RoutineSketch } from "./routine.ts";

/** What an example routine is called, by the language of the phone. */
export interface ExampleNames {
  pushDay: string;
  pullDay: string;
  legDay: string;
  benchPress: string;
  overheadPress: string;
  tricepsPushdown: string;
  deadlift: string;
  barbellRow: string;
  bicepsCurl: string;
  squat: string;
  legPress: string;
  calfRaise: string;
}

/** Rests of heavy, middling and light exercises. Seconds. */
const rest = { heavy: 180, middling: 120, light: 75 };

/** Three days to begin with, in round plates of either unit. They are kept once, on the first run; whoever deletes them is rid of them. */
export function exampleRoutines(names: ExampleNames, unit: Unit): readonly RoutineSketch[] {
  const exercise = (name: string, restSeconds: number, count: number, reps: number, kg: number, lb: number) => ({
    name,
    restSeconds,
    sets: Array.from({ length: count }, () => ({ weight: unit === "kg" ? kg : lb, reps })),
  });
  return [
    {
      name: names.pushDay,
      unit,
      exercises: [
        exercise(names.benchPress, rest.heavy, 3, 8, 40, 95),
        exercise(names.overheadPress, rest.middling, 3, 8, 25, 55),
        exercise(names.tricepsPushdown, rest.light, 3, 12, 20, 45),
      ],
    },
    {
      name: names.pullDay,
      unit,
      exercises: [
        exercise(names.deadlift, rest.heavy, 3, 5, 60, 135),
        exercise(names.barbellRow, rest.middling, 3, 8, 40, 95),
        exercise(names.bicepsCurl, rest.light, 3, 12, 10, 25),
      ],
    },
    {
      name: names.legDay,
      unit,
      exercises: [
        exercise(names.squat, rest.heavy, 3, 5, 50, 115),
        exercise(names.legPress, rest.middling, 3, 10, 80, 180),
        exercise(names.calfRaise, rest.light, 3, 15, 40, 90),
      ],
    },
  ];
}
