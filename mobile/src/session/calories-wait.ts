import { finalsOf, limits, type SessionRecord } from "@lighty/protocol";

/**
 * When the phone stops waiting for the watch's calories, by the own session clock: a minute after it has learned of the finish. Absolute, and
 * read off what is durable, so no restart begins the wait anew. Null when there is nothing to wait for. [TRN-4]
 */
export function caloriesDeadline(record: SessionRecord, watchTakesPart: boolean): number | null {
  const { state, endedAt } = record;
  if (!watchTakesPart || endedAt === null || state.registers.status !== "finished") return null;
  // A watch that ends the workout itself says an estimate at once and the final figure seconds later. [EVT-8]
  const isFinal = finalsOf(state.registers).some(({ final }) => final.role === "watch" && final.outcome === "final");
  return isFinal ? null : endedAt + limits.caloriesWaitMs;
}
