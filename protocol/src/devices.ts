import { z } from "zod";
import { Milliseconds } from "./event.ts";
import { DeviceId, Role } from "./ids.ts";
import { DeviceSummary } from "./stream.ts";

/*
 * What a relay tells of devices beside what its projections know of them.
 */

/** One reading of a device's clock. `offsetMs` is what is to be added to the device's stamps to read the relay's clock. [TEE-8] */
export const ClockSample = z.object({
  /** Relay's clock when it was read. */
  at: z.number(),
  bootId: z.string(),
  offsetMs: z.int(),
  uncertaintyMs: z.int().min(0),
});
export type ClockSample = z.infer<typeof ClockSample>;

/** How a device's tee stands with this relay, since the relay began. */
export const TeeLine = z.object({
  /** When its latest line was welcomed, and when the last one it had was gone; null while one is open. */
  since: Milliseconds,
  until: Milliseconds.nullable(),
  /** Lines it has had. */
  lines: z.int().min(1),
  /** The version of the protocol it speaks. */
  v: z.int().min(1),
  name: z.string().max(100).optional(),
  speaksFor: z.array(z.string()),
  bootId: z.string(),
  /** The frame of that boot up to which all was held when it came: it resumed behind it; 0 where it began. */
  resumedFrom: z.int().min(0),
  /** Frames it had kept to send again, of this boot and of earlier ones. */
  spooled: z.int().min(0),
  /** It was told to leave health values out. [TEE-9] */
  isRedacted: z.boolean(),
});
export type TeeLine = z.infer<typeof TeeLine>;

/** A device that the relay has heard. */
export const HeardDevice = DeviceSummary.extend({
  build: z.string().optional(),
  isConnected: z.boolean(),
  /** The best reading now. */
  clock: ClockSample.nullable(),
  /** Null when its tee has not come in since the relay began. */
  tee: TeeLine.nullable(),
});
export type HeardDevice = z.infer<typeof HeardDevice>;

/** A device with a token of its own, or one whose token was ended. [PAIR-1] */
export const PairedDevice = z.object({
  deviceId: DeviceId,
  role: Role,
  name: z.string().optional(),
  pairedAt: z.number(),
  revokedAt: z.number().optional(),
  /** Observers it brought frames of. [TEE-7] */
  speaksFor: z.array(DeviceId).optional(),
  isConnected: z.boolean(),
  isRevoked: z.boolean(),
});
export type PairedDevice = z.infer<typeof PairedDevice>;

export const DevicesAnswer = z.object({ devices: z.array(HeardDevice), paired: z.array(PairedDevice) });
export type DevicesAnswer = z.infer<typeof DevicesAnswer>;
