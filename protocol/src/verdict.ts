import { z } from "zod";
import { type ErrorCode, errorCodes } from "./errors.ts";
import { Milliseconds, RegisterName, Revision, Seq } from "./event.ts";
import { DeviceId, Id, Transport } from "./ids.ts";

/** A register that kept a higher stamp than the event brought: who holds it. [VER-2] */
export const Loss = z.object({ register: RegisterName, revision: Revision, deviceId: DeviceId });
export type Loss = z.infer<typeof Loss>;

const subject = { sessionId: Id.optional(), eventId: Id.optional(), seq: Seq.optional() };
const registers = z.array(RegisterName);
const lost = z.array(Loss);

/**
 * What a receiver says of one event, one snapshotted session, or one packet that holds neither: a value, never an exception, the same
 * words in TypeScript, Swift, SQL, HTTP and the dashboard. [VER-1]
 */
export const Verdict = z.discriminatedUnion("verdict", [
  z.object({ ...subject, verdict: z.literal("applied"), registers }),
  z.object({ ...subject, verdict: z.literal("partly_applied"), registers, lost }),
  z.object({ ...subject, verdict: z.literal("superseded"), lost }),
  z.object({
    ...subject,
    verdict: z.literal("duplicate"),
    firstSeen: z.object({ transport: Transport, at: Milliseconds }).optional(),
  }),
  z.object({ ...subject, verdict: z.literal("early"), missing: z.array(Seq), registers, lost }),
  z.object({ ...subject, verdict: z.literal("healed"), registers }),
  z.object({ ...subject, verdict: z.literal("ended") }),
  z.object({ ...subject, verdict: z.literal("foreign"), deviceId: DeviceId }),
  z.object({
    ...subject,
    verdict: z.literal("rejected"),
    code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
    sentence: z.string(),
  }),
]);
export type Verdict = z.infer<typeof Verdict>;
export type VerdictWord = Verdict["verdict"];

/** The words, from the quietest to the one a reader should see first when a packet earned several. [VER-3] */
export const verdictWords = [
  "applied",
  "duplicate",
  "healed",
  "early",
  "partly_applied",
  "superseded",
  "foreign",
  "ended",
  "rejected",
] as const satisfies VerdictWord[];

/** The word for a whole packet: the loudest of its parts; `applied` when it had none. [VER-3] */
export function summary(verdicts: readonly Verdict[]): VerdictWord {
  let loudest = 0;
  for (const { verdict } of verdicts) loudest = Math.max(loudest, verdictWords.indexOf(verdict));
  return verdictWords[loudest] as VerdictWord;
}
