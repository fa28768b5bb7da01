import { z } from "zod";
import { Transport } from "../ids.ts";
import { verdictWords } from "../verdict.ts";
import { TransportReport } from "./tallies.ts";

const count = z.int().min(0);
const Moment = z.object({ entry: z.int().min(1), at: z.int(), transport: Transport.optional() });

/** The way of one event: made, sent, received, judged, acknowledged. Times are by the clock of the device that saw them. [DLV-1] */
export const EventPath = z.object({
  eventId: z.string(),
  deviceId: z.string(),
  eventType: z.string(),
  seq: z.int().optional(),
  revision: z.int(),
  made: Moment.optional(),
  sends: count,
  firstSent: Moment.optional(),
  lastSent: Moment.optional(),
  transports: z.array(Transport),
  receipts: count,
  received: Moment.optional(),
  verdict: z.enum(verdictWords).optional(),
  acknowledged: Moment.optional(),
  /** From when it was made, or else first left, until it came, by one clock, and how wrong that may be. */
  latencyMs: z.int().optional(),
  uncertaintyMs: z.int().optional(),
  isLate: z.boolean(),
  isOvertaken: z.boolean(),
});
export type EventPath = z.infer<typeof EventPath>;

/** How a session's events fared, and the latest of them one by one. [DLV-1] */
export const DeliveryReport = z.object({
  sessionId: z.string(),
  events: z.object({
    made: count,
    sent: count,
    received: count,
    acknowledged: count,
    duplicated: count,
    late: count,
    overtaken: count,
    open: count,
  }),
  transports: z.array(TransportReport),
  paths: z.array(EventPath),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** An event that took longer than this is late. */
export const lateMs = 10_000;
