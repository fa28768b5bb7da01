import type { Instant } from "../step.ts";

/** The pair of the tests: the phone's id sorts before the watch's, so the watch wins a tie. */
export const phoneId = "phone0001";
export const watchId = "watch0001";
export const sessionId = "s-1";

/** When the tests begin by every wall clock that nobody has moved. */
export const epochMs = 1_800_000_000_000;

/** The clocks of a device so many milliseconds after the tests began. */
export function instant(afterMs = 0, more: Partial<Instant> = {}): Instant {
  return { wallMs: epochMs + afterMs, monotonicMs: 1_000 + afterMs, deviceBootId: "boot-1", ...more };
}

/** Ids in the order they are asked for: `id-1`, `id-2` ... */
export function countIds(prefix = "id"): () => string {
  let minted = 0;
  return () => `${prefix}-${++minted}`;
}
