import type { Database } from "better-sqlite3";
import type { prepare } from "./statements.ts";

export interface Retention {
  ageMs: number;
  bytes: number;
}

export const usualRetention: Retention = { ageMs: 7 * 24 * 3_600_000, bytes: 512 * 1_048_576 };

/** Entries that go at once: few enough that nobody waits for it. */
export const pruneEntries = 2_048;

/** Bytes that the log uses; pages that are free are used again before the file grows. */
export function usedBytes(db: Database): number {
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}

/** The last of so many entries that should go now, by age or size, where a batch or a block ends: at least one of these goes. Null when all may stay. */
export function pruneUpTo(
  db: Database,
  sql: ReturnType<typeof prepare>,
  retention: Retention,
  now: number,
  entries: number,
): number | null {
  const oldest = sql.oldest.get();
  if (oldest === undefined) return null;
  const upTo = oldest.last + entries - 1;
  const cutoff = now - retention.ageMs;
  // What lies together goes together, and not before all of it is too old.
  const tooOld = oldest.received_at < cutoff ? sql.unitUpTo.get({ upTo, cutoff }) : null;
  if (tooOld !== undefined && tooOld !== null) return tooOld;
  if (usedBytes(db) <= retention.bytes) return null;
  return sql.unitUpTo.get({ upTo, cutoff: Number.MAX_SAFE_INTEGER }) ?? null;
}
