import { z } from "zod";
import { compiled } from "./compile.ts";
import { Final, HealthCell, Meta, Place, PlannedSet, payloads, Rest, Run, Status } from "./event.ts";
import { Id } from "./ids.ts";
import type { Value } from "./value.ts";

/*
 * A snapshot and `writes` carry registers by name, beside the schema of any event. Whoever reads a session trusts what its registers hold,
 * so a value is judged where it comes in; a register that this version has no name for may hold anything. [REG-3]
 */

const single = new Map<string, z.ZodType>([
  ["meta", Meta],
  ["status", Status],
  ["index", payloads.exercise_index_changed.shape.index],
  ["run", Run],
  ["rest", Rest],
]);

const ofSet = new Map<string, z.ZodType>([
  ["weight", PlannedSet.shape.weight],
  ["reps", PlannedSet.shape.reps],
  ["isCompleted", PlannedSet.shape.isCompleted],
  ["deleted", z.boolean()],
  ["place", z.object({ exerciseId: Id, place: Place })],
]);

const ofHealth = new Map<string, z.ZodType>([
  ["activeEnergyKcal", HealthCell],
  ["heartRateBpm", HealthCell],
]);

function shapeOf(name: string): z.ZodType | undefined {
  const slash = name.indexOf("/");
  if (slash === -1) return single.get(name);
  const field = name.slice(name.lastIndexOf("/") + 1);
  switch (name.slice(0, slash)) {
    case "set":
      return ofSet.get(field);
    case "health":
      return ofHealth.get(field);
    case "final":
      return Final;
    default:
      return undefined;
  }
}

/** What is wrong with a value for the register of that name; undefined when it may stand there. [REG-3] */
export function misfit(name: string, value: Value): z.core.$ZodIssue | undefined {
  const shape = shapeOf(name);
  return shape === undefined ? undefined : compiled(shape).safeParse(value).error?.issues[0];
}
