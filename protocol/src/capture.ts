import { z } from "zod";
import { bookmarkLimits, CapturedBookmark } from "./bookmark.ts";
import { Milliseconds } from "./event.ts";
import { Frame } from "./frame.ts";
import { DeviceId, Id, Role } from "./ids.ts";
import { captureFormatVersion, protocolVersion } from "./version.ts";

/** What was taken out of a capture before it was written: health values, names, or both. [CAP-2] */
export const Redaction = z.enum(["none", "health", "names", "all"]);
export type Redaction = z.infer<typeof Redaction>;

/** First line of a capture. [CAP-1] */
export const CaptureHeader = z.object({
  kind: z.literal("header"),
  format: z.literal("lighty-capture"),
  formatVersion: z.int().min(1),
  protocolVersion: z.literal(protocolVersion),
  devices: z.array(z.object({ deviceId: DeviceId, role: Role, build: z.string().optional() })),
  /** `offsetMs` is what is to be added to a device's stamps to read the recorder's clock, wrong by `uncertaintyMs` at most. [CAP-2] */
  clockSamples: z.array(
    z.object({ deviceId: DeviceId, at: Milliseconds, offsetMs: z.int(), uncertaintyMs: z.int().min(0) }),
  ),
  redaction: Redaction,
  /** The relay it was taken at. */
  relayId: Id.optional(),
  /** What the recorder knew beforehand of what follows; one that streams may not know. */
  counts: z.object({ frames: z.int().min(0), sessions: z.int().min(0) }).optional(),
  /** What people marked in it; no part of what was recorded. [CAP-9] */
  bookmarks: z.array(CapturedBookmark).max(bookmarkLimits.inCapture).optional(),
});
export type CaptureHeader = z.infer<typeof CaptureHeader>;

/** A line for each frame, in log order. [CAP-1] */
export const CaptureFrame = z.object({ kind: z.literal("frame"), receivedAt: Milliseconds, frame: Frame });

/** Last line: what a reader counts and sums to know that the file is whole. [CAP-3] */
export const CaptureTrailer = z.object({
  kind: z.literal("trailer"),
  frames: z.int().min(0),
  /** `hash64` of all lines before, in hex, summed with wrap-around. */
  checksum: z.string().regex(/^[0-9a-f]{16}$/),
});

export const CaptureLine = z.discriminatedUnion("kind", [CaptureHeader, CaptureFrame, CaptureTrailer]);
export type CaptureLine = z.infer<typeof CaptureLine>;

/** True when this build can read a capture of that format version. [CAP-1] */
export function canRead(formatVersion: number): boolean {
  return formatVersion <= captureFormatVersion;
}
