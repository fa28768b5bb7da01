import { z } from "zod";
import { type ErrorCode, errorCodes } from "./errors.ts";
import { Milliseconds } from "./event.ts";
import { Entry, Frame } from "./frame.ts";
import { DeviceId, Id, Role } from "./ids.ts";
import { limits } from "./limits.ts";
import { protocolVersion } from "./version.ts";

/*
 * Device -> relay: hello, then frames; a ping whenever it likes, and the four stamps of it once the pong is back.
 * Relay -> device: welcome with what it already holds, an ack after each commit, pong, error.
 *
 *   device  hello ............ frames ....... frames .... ping ...... clock
 *   relay          welcome ............ ack ........ ack ....... pong
 */

/** What a tee still holds of one boot: frames `first` to `last`. */
export const Spool = z.object({ bootId: Id, first: z.int().min(1), last: z.int().min(0) });

/** First message on a tee socket. [TEE-4] */
export const TeeHello = z.object({
  type: z.literal("hello"),
  v: z.literal(protocolVersion),
  deviceId: DeviceId,
  role: Role,
  name: z.string().max(100).optional(),
  build: z.string().max(100).optional(),
  bootId: Id,
  spools: z.array(Spool).max(64),
  /** Other observers whose frames it brings: a phone, its watch. [TEE-7] */
  speaksFor: z.array(DeviceId).max(8).optional(),
});

/** Frames in traceSeq order per boot; several boots, and observers the device speaks for, may share a message. [TEE-4] */
export const TeeFrames = z.object({ type: z.literal("frames"), frames: z.array(Frame).min(1).max(limits.teeWindow) });

export const TeePing = z.object({ type: z.literal("ping"), sentAt: Milliseconds });

/**
 * The four stamps of a ping and its pong: sent and back by the device's session clock, received and answered by the relay's. The relay makes
 * an offset and its doubt of them, and keeps the series. [TEE-8]
 */
export const TeeClock = z.object({
  type: z.literal("clock"),
  sentAt: Milliseconds,
  receivedAt: Milliseconds,
  answeredAt: Milliseconds,
  backAt: Milliseconds,
});

/** What a device may say to the relay. */
export const TeeUp = z.discriminatedUnion("type", [TeeHello, TeeFrames, TeePing, TeeClock]);
export type TeeUp = z.infer<typeof TeeUp>;

/** The highest traceSeq the relay holds durably, per observer and boot. [TEE-4] */
export const TraceAck = z.object({ deviceId: DeviceId, bootId: Id, traceSeq: z.int().min(0) });
export type TraceAck = z.infer<typeof TraceAck>;

/** A refusal on a socket or over HTTP. [ERR-2] */
export const ErrorMessage = z.object({
  type: z.literal("error"),
  code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
  sentence: z.string(),
});

/** What the relay may say to a device. */
export const TeeDown = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("welcome"),
    v: z.literal(protocolVersion),
    relayId: Id,
    window: z.int().min(1),
    acked: z.array(TraceAck),
    /** The line can be listened to: health values are to be left out. [TEE-9] */
    redactHealth: z.literal(true).optional(),
  }),
  z.object({ type: z.literal("ack"), acked: z.array(TraceAck).min(1) }),
  z.object({ type: z.literal("pong"), pingSentAt: Milliseconds, receivedAt: Milliseconds, sentAt: Milliseconds }),
  ErrorMessage,
]);
export type TeeDown = z.infer<typeof TeeDown>;

/** An opaque place in a log: give back what you were given. [STR-1] */
export const Cursor = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "not a cursor this relay gave out");
export type Cursor = z.infer<typeof Cursor>;

/** What a projection noticed, with the entries that show it. */
export const Finding = z.object({
  rule: z.string(),
  severity: z.enum(["info", "warning", "error"]),
  sentence: z.string(),
  sessionId: Id.optional(),
  entries: z.array(z.int().min(1)),
});
export type Finding = z.infer<typeof Finding>;

/** One row of the session list. Counts are of entries that mention the session. */
export const SessionSummary = z.object({
  sessionId: Id,
  status: z.enum(["shell", "active", "discarded", "finished"]),
  routineName: z.string().optional(),
  startedAt: Milliseconds.optional(),
  /** Milliseconds it was trained: as the devices told it at the end, and until then since the start, on the clock of who started it. */
  durationMs: Milliseconds.optional(),
  /** Calories as they were told last, of what was active. */
  activeEnergyKcal: z.number().min(0).optional(),
  firstEntry: z.int().min(1),
  lastEntry: z.int().min(1),
  lastReceivedAt: Milliseconds,
  entries: z.int().min(1),
  revision: z.int().min(0),
  devices: z.array(z.object({ deviceId: DeviceId, role: Role, digest: z.string().optional() })),
  verdicts: z.record(z.string(), z.int().min(0)),
  findings: z.array(Finding),
  /** The log no longer holds its entries up to here; counts and findings are of these, too. [PRJ-6] */
  prunedUpTo: z.int().min(1).optional(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

/** What changed of a summary: the counts as they are now, and the findings from a place on. [STR-3] */
export const SessionDelta = SessionSummary.omit({ findings: true }).extend({
  findings: z.object({ from: z.int().min(0), added: z.array(Finding) }),
});
export type SessionDelta = z.infer<typeof SessionDelta>;

/** A device as its frames tell it. */
export const DeviceSummary = z.object({
  deviceId: DeviceId,
  role: Role,
  /** The latest run of its app, and the last frame of it. */
  bootId: Id,
  traceSeq: z.int().min(1),
  boots: z.int().min(1),
  entries: z.int().min(1),
  /** Frames its tee says it dropped. */
  dropped: z.int().min(0),
  /** Own events its peer had not acknowledged at the last frame that told. */
  queueDepth: z.int().min(0),
  lastEntry: z.int().min(1),
  lastReceivedAt: Milliseconds,
  lastObservedAt: Milliseconds,
});
export type DeviceSummary = z.infer<typeof DeviceSummary>;

/** What the relay says to a dashboard: backlog then live through the same door, each message ending at `cursor`. [STR-2] */
export const StreamMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("welcome"), v: z.literal(protocolVersion), relayId: Id, head: Cursor }),
  z.object({ type: z.literal("entries"), entries: z.array(Entry).min(1), cursor: Cursor }),
  /** The backlog is behind; what follows is live. */
  z.object({ type: z.literal("live"), cursor: Cursor }),
  /** Summaries as they stand: what comes after is told upon them. [STR-3] */
  z.object({ type: z.literal("sessions"), sessions: z.array(SessionSummary).min(1) }),
  /** What changed, as of `at`, and the sessions that are gone. [STR-3] */
  z.object({
    type: z.literal("summary"),
    at: Cursor,
    sessions: z.array(SessionDelta).max(200),
    devices: z.array(DeviceSummary),
    gone: z.array(Id),
    goneDevices: z.array(DeviceId),
  }),
  /** Why the log cannot be written just now; without `trouble` it can be again. [STR-4] */
  z.object({ type: z.literal("storage"), trouble: z.string().max(500).optional() }),
  ErrorMessage,
]);
export type StreamMessage = z.infer<typeof StreamMessage>;
