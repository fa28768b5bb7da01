import { limits } from "./limits.ts";

/**
 * The revision of an own write: above everything seen, and leaning on time, so that among edits made apart the later tap wins.
 * `sinceStartMs` is the session's age by the clock it was started on; it may be below zero where clocks part. [REV-1] [REV-3]
 */
export function nextRevision(held: number, sinceStartMs: number): number {
  return Math.max(held + 1, Math.min(limits.revisionClockCap, Math.floor(sinceStartMs / 100)));
}

/** The highest revision that is taken from a peer while `held` is the highest seen. [BND-3] */
export function revisionCeiling(held: number): number {
  return Math.min(limits.maxRevision, Math.max(held, limits.revisionClockCap) + limits.maxRevisionLead);
}
