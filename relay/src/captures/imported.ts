import { DeviceId, Id, Milliseconds, Redaction, Role, SessionSummary } from "@lighty/protocol";
import { z } from "zod";

/** A capture that was taken into a relay: a world of its own, whose sessions and devices never meet the live ones. */
export const Imported = z.object({
  importId: Id,
  /** As whoever brought it called it. */
  name: z.string().max(200),
  importedAt: Milliseconds,
  frames: z.int().min(0),
  /** Frames that were in the file more than once. */
  duplicates: z.int().min(0),
  redaction: Redaction,
  /** What the file lacked, a sentence each; of a whole file, none. */
  missing: z.array(z.string()),
  devices: z.array(z.object({ deviceId: DeviceId, role: Role, build: z.string().optional() })),
  /** What the frames come to; null while they are still being read. */
  sessions: z.array(SessionSummary).nullable(),
});
export type Imported = z.infer<typeof Imported>;
