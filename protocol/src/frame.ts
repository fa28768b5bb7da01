import { z } from "zod";
import { Milliseconds } from "./event.ts";
import { DeviceId, Id, Role, Transport } from "./ids.ts";
import { limits } from "./limits.ts";
import { Digest } from "./packet.ts";
import { Verdict, verdictWords } from "./verdict.ts";

/** The device whose tee saw the crossing. */
export const Observer = z.object({ deviceId: DeviceId, role: Role });
export type Observer = z.infer<typeof Observer>;

/** `local` is what the device did or noticed itself: its own edits, and notes. [TEE-1] */
export const Direction = z.enum(["sent", "received", "local"]);
export type Direction = z.infer<typeof Direction>;

/**
 * One crossing seen at a device. Its key is (observer, bootId, traceSeq): ingest is idempotent by it, and a hole in traceSeq is shown,
 * never hidden. The body is the very text that crossed. [TEE-1] [TEE-2]
 */
export const Frame = z.object({
  observer: Observer,
  bootId: Id,
  traceSeq: z.int().min(1),
  /** Session clock of the observer. */
  observedAt: Milliseconds,
  /** Monotonic reading of the observer, for spans that no clock change touches. */
  monotonicMs: Milliseconds,
  direction: Direction,
  /** Absent on local frames. */
  transport: Transport.optional(),
  peer: DeviceId.optional(),
  /** UTF-8 bytes of the body as it crossed. */
  sizeBytes: z.int().min(0),
  body: z.string().max(limits.textBytes),
  /** Ties a sent frame to the note that tells its outcome. */
  sendId: Id.optional(),
  /** The loudest of `verdicts`; received and local frames have it. */
  verdict: z.enum(verdictWords).optional(),
  verdicts: z.array(Verdict).max(limits.arrayLength).optional(),
  /** Digest after the frame, of each session it touched. */
  digests: z.record(Id, Digest).optional(),
  /** Own events the peer has not acknowledged, after the frame. */
  queueDepth: z.int().min(0).optional(),
  /** Frames this tee dropped just before this one. [TEE-3] */
  droppedBefore: z.int().min(1).optional(),
  /** Frames of its boot that whoever selected left out just before this one. [CAP-8] */
  leftOutBefore: z.int().min(1).optional(),
  /** Set when health values were left out; digests over health are then not judged. */
  redacted: z.literal(true).optional(),
  /** Set on frames that a replay sends. */
  replayed: z.literal(true).optional(),
});
export type Frame = z.infer<typeof Frame>;

/** What happened at a device that no packet shows. [TEE-6] */
export const Note = z.discriminatedUnion("note", [
  /** The app's process began; the link is up as far as the device knows. */
  z.object({ kind: z.literal("note"), note: z.literal("activated"), clockId: Id, build: z.string().optional() }),
  z.object({ kind: z.literal("note"), note: z.literal("reachability"), reachable: z.boolean() }),
  /** A send that the transport refused or lost, by WatchConnectivity's error code. [LNK-4] */
  z.object({
    kind: z.literal("note"),
    note: z.literal("send_failed"),
    sendId: Id,
    transport: Transport,
    errorCode: z.int(),
  }),
  /** What the engine noticed, e.g. drift_detected. [NOT-1] */
  z.object({
    kind: z.literal("note"),
    note: z.literal("notice"),
    notice: z.string(),
    sessionId: Id.optional(),
    sentence: z.string(),
  }),
]);
export type Note = z.infer<typeof Note>;

/** A frame with its place in the log. `entry` rises by one per frame of this log; cursors are opaque. [STR-1] */
export const Entry = z.object({
  entry: z.int().min(1),
  /** Relay's wall clock at append. */
  receivedAt: Milliseconds,
  frame: Frame,
});
export type Entry = z.infer<typeof Entry>;
