import { Entry, SessionSummary } from "@lighty/protocol";
import { DeliveryReport, EventPath } from "@lighty/protocol/projections";
import { z } from "zod";

/** What `lighty show` tells of a session. */
export const ShownSession = z.object({
  session: SessionSummary,
  delivery: DeliveryReport.omit({ sessionId: true, paths: true }),
  entries: z.array(Entry),
});

/** What it tells of one entry. */
export const ShownEntry = z.object({ entry: Entry, sentences: z.array(z.string()), paths: z.array(EventPath) });
export type ShownSession = z.infer<typeof ShownSession>;
export type ShownEntry = z.infer<typeof ShownEntry>;
