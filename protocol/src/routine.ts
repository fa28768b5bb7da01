import { z } from "zod";
import { Meta } from "./event.ts";
import { DeviceId, Id } from "./ids.ts";
import { limits } from "./limits.ts";
import { byteLength, checkShape, type Parsed, parseJson } from "./parse.ts";
import { protocolVersion } from "./version.ts";

/** What a routine asks the lifter to do, as `session_started` will have it. */
export const RoutinePlan = Meta.omit({ startedAt: true, clockId: true });

/** A routine on its way to the watch: a text of its own, no packet, and no session's affair. Without a plan it was deleted. [RTN-1] */
export const Routine = z.object({
  v: z.literal(protocolVersion),
  kind: z.literal("routine"),
  deviceId: DeviceId,
  routineId: Id,
  /** Rises with every change of the routine, on the one phone that owns it. [RTN-2] */
  version: z.int().min(1),
  plan: RoutinePlan.optional(),
});
export type Routine = z.infer<typeof Routine>;

/** Reads the text of a routine; undefined when the text is something else, which is then an engine's to judge. [RTN-1] */
export function parseRoutine(text: string): Parsed<Routine> | undefined {
  // A packet can be large, and hardly any text is a routine.
  if (!text.includes('"routine"') || byteLength(text) > limits.packetSplitBytes) return undefined;
  const json = parseJson(text);
  if (!json.ok || (json.value as { kind?: unknown } | null)?.kind !== "routine") return undefined;
  return checkShape(Routine, json.value);
}
