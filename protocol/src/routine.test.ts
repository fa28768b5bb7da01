import { expect, test } from "vitest";
import { limits } from "./limits.ts";
import { parseRoutine } from "./routine.ts";
import { Sender } from "./testing/index.ts";

const routine = {
  v: 1,
  kind: "routine",
  deviceId: "phone0001",
  routineId: "push",
  version: 3,
  plan: { routineId: "push", routineName: "Push", unit: "kg", exercises: [] },
};

test("[RTN-1] a text is a routine by its kind; what is none is left to the engine", () => {
  expect(parseRoutine(JSON.stringify(routine))).toEqual({ ok: true, value: routine });
  expect(parseRoutine(JSON.stringify(new Sender("watch0001").hello()))).toBeUndefined();
  expect(parseRoutine('{"kind":"events","routineName":"routine"}')).toBeUndefined();
  // Out of the bounds of any text: whoever quarantines such texts says what is wrong with it. [BND-5]
  expect(parseRoutine(JSON.stringify({ ...routine, more: "x".repeat(limits.stringLength + 1) }))).toBeUndefined();
  for (const text of ["", "null", '"routine"', "[1]", '{"kind":"routine"']) expect(parseRoutine(text)).toBeUndefined();
});

test("[RTN-1] a routine that is not right is refused, and one too large for a userInfo is none", () => {
  expect(parseRoutine(JSON.stringify({ ...routine, version: 0 }))).toMatchObject({ ok: false });
  expect(parseRoutine(JSON.stringify({ ...routine, more: "x".repeat(limits.packetSplitBytes) }))).toBeUndefined();
});
