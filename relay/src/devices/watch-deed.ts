import { type Act, exercisesOf, Id, type Registers, type Rejection, reject } from "@lighty/protocol";
import { z } from "zod";

const number = z.number().min(0).max(100_000);

/** What a watch may be asked to do in the session that is on its screen. Without a setId the next set that is undone is meant. */
export const WatchDeed = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("complete_set"), setId: Id.optional() }),
  z.strictObject({
    act: z.literal("edit_set"),
    setId: Id.optional(),
    weight: number.optional(),
    reps: number.optional(),
  }),
  z.strictObject({ act: z.literal("rest_start"), durationMs: z.int().min(1_000).max(3_600_000) }),
  z.strictObject({ act: z.literal("rest_adjust"), byMs: z.int().min(-3_600_000).max(3_600_000) }),
  z.strictObject({ act: z.literal("rest_skip") }),
  z.strictObject({ act: z.literal("pause") }),
  z.strictObject({ act: z.literal("resume") }),
  z.strictObject({ act: z.literal("finish") }),
  z.strictObject({ act: z.literal("discard") }),
]);
export type WatchDeed = z.infer<typeof WatchDeed>;

/** The act of the engine that a deed comes to, in a session as its registers stand. */
export function actOf(deed: WatchDeed, sessionId: string, registers: Registers): Act | Rejection {
  switch (deed.act) {
    case "complete_set":
    case "edit_set": {
      const setId = deed.setId ?? nextSet(registers);
      if (setId === undefined) return reject("set_unknown", "every set of the session is done");
      if (deed.act === "complete_set") return { act: "complete_set", sessionId, setId, isCompleted: true };
      const { weight, reps } = deed;
      return {
        act: "edit_set",
        sessionId,
        setId,
        ...(weight === undefined ? {} : { weight }),
        ...(reps === undefined ? {} : { reps }),
      };
    }
    case "finish":
      return { act: "finish", sessionId, outcome: "none" };
    default:
      return { ...deed, sessionId };
  }
}

function nextSet(registers: Registers): string | undefined {
  return exercisesOf(registers)
    .flatMap(({ sets }) => sets)
    .find(({ isCompleted }) => !isCompleted)?.setId;
}
