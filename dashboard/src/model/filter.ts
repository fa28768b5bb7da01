import type { VerdictWord } from "@lighty/protocol";
import { isSmallTalk, type Reading } from "./reading.ts";

/** What of a session the list shows; everything else is counted, never forgotten. */
export interface Filter {
  /** Only entries that earned one of these; all when empty. */
  readonly verdicts: readonly VerdictWord[];
  /** Whether the link's small talk is left out: acks, pings, hellos, and pulses. */
  readonly isQuiet: boolean;
}

export const noFilter: Filter = { verdicts: [], isQuiet: false };

export function passes(filter: Filter, { entry, body }: Reading): boolean {
  const parts = entry.frame.direction === "received" ? (entry.frame.verdicts ?? []) : [];
  if (filter.verdicts.length > 0 && !parts.some(({ verdict }) => filter.verdicts.includes(verdict))) return false;
  if (!filter.isQuiet) return true;
  // Small talk that was judged to be more than routine is not small.
  if (parts.some(({ verdict }) => verdict !== "applied" && verdict !== "duplicate")) return true;
  return !isSmallTalk(body);
}

export function isFiltering(filter: Filter): boolean {
  return filter.isQuiet || filter.verdicts.length > 0;
}
