import type { Final, HealthCell, Meta, Rest, Run } from "@lighty/protocol";
import { span, stopwatch } from "./time.ts";

/**
 * A register's value without the ids and the times of day that are another in every session; as it stands where it is not what the register
 * should hold.
 */
export function valueText(register: string, value: unknown): string {
  try {
    return wordsOf(register, value);
  } catch {
    return JSON.stringify(value);
  }
}

function wordsOf(register: string, value: unknown): string {
  switch (register.split("/")[0]) {
    case "meta": {
      const { routineName, exercises, unit } = value as Meta;
      const sets = exercises.reduce((sum, exercise) => sum + exercise.sets.length, 0);
      return `${routineName}: ${exercises.map(({ name }) => name).join(", ")}; ${sets} sets, in ${unit}`;
    }
    case "rest": {
      const rest = value as Rest;
      return rest === null
        ? "none"
        : `${"endsAt" in rest ? "running" : "held"}, of ${stopwatch(rest.durationMs / 1_000)}`;
    }
    case "run": {
      const { running, accumulatedMs } = value as Run;
      return `${running ? "running" : "stopped"}, ${span(accumulatedMs)} before`;
    }
    case "final": {
      const { durationMs, activeEnergyKcal, outcome } = value as Final;
      return `${stopwatch(durationMs / 1_000)}, ${activeEnergyKcal ?? "no"} kcal (${outcome})`;
    }
    case "health":
      return String((value as HealthCell).value);
    default:
      return JSON.stringify(value);
  }
}
