import type { Entry } from "@lighty/protocol";
import { type Address, unreachable } from "./address.ts";
import { liveMessages } from "./live-line.ts";
import { EntriesPage, mostItems, type RelayClient } from "./relay-client.ts";

/** Where to read: a whole log, or one session of it, as far as a filter lets through. */
export interface Place {
  session?: string | undefined;
  filter?: string | undefined;
}

export interface Latest {
  /** Oldest first. */
  entries: readonly Entry[];
  /** Where to go on: all that these hold and a little more comes again behind it, to be left out by number. */
  cursor: string;
}

/** The latest entries before the log's end, at most so many: it is read backwards, so that a long log costs no more than a short one. */
export async function latestEntries(
  client: RelayClient,
  { session, filter }: Place,
  most: number,
  signal: AbortSignal,
): Promise<Latest> {
  const path = session === undefined ? "/api/v1/entries" : `/api/v1/sessions/${encodeURIComponent(session)}/entries`;
  const found: Entry[] = [];
  let cursor = await headOf(client.address, signal);
  for (;;) {
    const limit = Math.min(Math.max(1, most - found.length), mostItems);
    const page = await client.get(path, EntriesPage, { before: cursor, limit, filter });
    found.push(...page.entries);
    cursor = page.cursor;
    if (found.length >= most || page.next === null) break;
  }
  return { entries: found.slice(0, most).reverse(), cursor };
}

/** The cursor of the latest entry, which a relay says to whoever listens. */
export async function headOf(address: Address, signal: AbortSignal): Promise<string> {
  try {
    for await (const message of liveMessages(address, { entries: "none" }, signal))
      if (message.type === "welcome") return message.head;
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreachable(address.url, error);
  }
  throw unreachable(address.url, new Error("the line ended before a word was said"));
}
