import { setImmediate } from "node:timers/promises";
import type { Filter } from "@lighty/protocol/filter";
import { type EventLog, type LogEntry, pageLetters } from "../log/event-log.ts";

export interface CatchUpOptions {
  after: number;
  sessionId?: string;
  filter?: Filter;
  /** Entries a page; the reader is done with one before the next is read. */
  limit: number;
  /** True once nobody reads any more. */
  isOver(): boolean;
}

/**
 * Hands over everything the log holds after a place, page by page, then calls `join` at a moment when nothing has landed that was not handed
 * over: who joins the listeners right there misses nothing and hears nothing twice. [STR-2]
 */
export async function catchUp(
  log: EventLog,
  { after, sessionId, filter, limit, isOver }: CatchUpOptions,
  take: (entries: readonly LogEntry[], reached: number) => Promise<void> | void,
  join: (reached: number) => void,
): Promise<void> {
  let at = after;
  while (!isOver()) {
    const of = { ...(sessionId === undefined ? {} : { sessionId }), ...(filter === undefined ? {} : { filter }) };
    const page = await log.read({ after: at, limit, mostLetters: pageLetters, ...of });
    if (page.entries.length > 0) await take(page.entries, page.reached);
    at = page.reached;
    if (!page.hasMore && at === log.head && !isOver()) return join(at);
    // A filter that finds nothing for long must not keep everyone else waiting.
    if (page.entries.length === 0) await setImmediate();
  }
}
