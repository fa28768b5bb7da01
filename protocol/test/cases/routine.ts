import { plan } from "../../src/testing/index.ts";
import { type Invalid, invalid, type Valid, valid } from "./case.ts";

const head = { v: 1, kind: "routine", deviceId: "phone0001", routineId: "push", version: 3 };
const inPounds = { ...plan(), routineId: "push" };
const { routineId: _, ...unnamed } = inPounds;

export const validRoutines: Valid[] = [
  valid("Routine", "RTN-1", "A routine with its plan.", { ...head, plan: inPounds }),
  valid("Routine", "RTN-1", "In kilograms, of a plan that names no routine.", {
    ...head,
    plan: { ...unnamed, unit: "kg" },
  }),
  valid("Routine", "RTN-1", "Deleted: nothing to do is left.", { ...head, version: 4 }),
  valid("Routine", "ENV-7", "A key of a newer version is passed on.", { ...head, tags: ["heavy"] }),
];

const refused = (rule: string, why: string, json: unknown): Invalid =>
  invalid("Routine", "bad_shape", rule, why, { json });

export const invalidRoutines: Invalid[] = [
  refused("RTN-1", "A version begins with 1.", { ...head, version: 0 }),
  refused("RTN-1", "Absent, never null.", { ...head, plan: null }),
  refused("ENV-4", "A routineId is lowercase.", { ...head, routineId: "Push" }),
  refused("ENV-3", "It says which phone it is from.", { ...head, deviceId: "phone" }),
  refused("RTN-1", "A plan has a unit.", { ...head, plan: { routineName: "Push", exercises: [] } }),
  refused("ENV-2", "Of another version of the protocol.", { ...head, v: 2 }),
];
