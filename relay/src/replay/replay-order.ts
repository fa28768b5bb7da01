import { Id, Milliseconds, Role } from "@lighty/protocol";
import { fastestRate, slowestRate, weatherKinds } from "@lighty/protocol/replay";
import { z } from "zod";

const entry = z.int().min(1).max(1_000_000_000);
const rate = z.union([z.literal("max"), z.number().min(slowestRate).max(fastestRate)]);

/** What is to be played, and how: the options of `lighty replay`, without the terminal's. */
export const ReplayOrder = z
  .strictObject({
    /** A session of the relay's log, or of an import; a whole import without one. */
    session: Id.optional(),
    import: Id.optional(),
    target: z.enum(["headless", "relay", "swift", "device"]),
    /** Of a device: where it is, and whom the replay plays to it. */
    room: Id.optional(),
    as: Role.optional(),
    /** So many times as fast as it was, or max; a relay or a device is 1 without it, all else max. */
    rate: rate.optional(),
    startsPaused: z.boolean().optional(),
    /** Numbers of entries, both included. */
    from: entry.optional(),
    to: entry.optional(),
    loops: z.boolean().optional(),
    /** What a difference or a finding does. */
    untilFinding: z.enum(["pause", "end"]).optional(),
    /** It is done again in the weather of that seed, of these kinds or of all. */
    weather: z
      .strictObject({
        seed: z.string().min(1).max(64),
        kinds: z.array(z.enum(weatherKinds)).min(1).max(weatherKinds.length).optional(),
      })
      .optional(),
  })
  .refine(({ session, import: taken }) => session !== undefined || taken !== undefined, "names a session or an import");
export type ReplayOrder = z.infer<typeof ReplayOrder>;

/** What a replay is told while it runs. */
export const ReplayDeed = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(["pause", "resume", "step", "step_back"]) }),
  z.strictObject({ type: z.literal("quit") }),
  /** On to that entry, or back before it. */
  z.strictObject({ type: z.literal("seek"), to: entry }),
  z.strictObject({ type: z.literal("rate"), rate }),
]);
export type ReplayDeed = z.infer<typeof ReplayDeed>;

const FoundAt = z.object({
  sentence: z.string(),
  entry: z.int().optional(),
  register: z.string().optional(),
  sessionId: z.string().optional(),
});

/** A replay as it stands. Entries are those of what is played: of the session, or of the run that does it again. */
export const ReplayRun = z.object({
  replayId: Id,
  order: ReplayOrder,
  startedAt: Milliseconds,
  endedAt: Milliseconds.nullable(),
  /** `preparing`: read, done again in weather, or an engine is built; `failed`: it could not go on, and `failure` says why. */
  state: z.enum(["preparing", "running", "paused", "ended", "failed"]),
  /** Somebody ended it before its end. */
  wasStopped: z.boolean(),
  rate,
  /** The first entry to play, the last one, and the last that was played; null before. */
  first: z.int().nullable(),
  last: z.int().nullable(),
  at: z.int().nullable(),
  /** Entries to play, and played. */
  total: z.int().min(0),
  played: z.int().min(0),
  /** Milliseconds of recorded time: in all, and how far it is. */
  lengthMs: z.int().min(0),
  atMs: z.int().min(0),
  /** The first twenty, and how many there were. */
  found: z.array(FoundAt),
  foundCount: z.int().min(0),
  /** Sessions as the relay shows them, where it plays into its log. */
  sessions: z.array(z.string()),
  outcome: z
    .object({ isGreen: z.boolean(), sentence: z.string(), differences: z.array(FoundAt), lines: z.array(z.string()) })
    .nullable(),
  failure: z.string().nullable(),
});
export type ReplayRun = z.infer<typeof ReplayRun>;
