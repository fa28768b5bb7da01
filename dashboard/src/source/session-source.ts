import type { Entry, SessionDelta, SessionSummary } from "@lighty/protocol";
import type { DeliveryReport, DivergenceReport, Outline } from "@lighty/protocol/projections";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import type { Connection } from "../model/connection.ts";
import type { Bookmarks } from "./bookmarks.ts";

/**
 * Where sessions come from: a relay, a capture file, or the Lab. No view knows which it has; what only some of them can do stands in
 * `abilities`, and nothing else is offered.
 *
 *   outline ---> how many entries there are, and where each stretch of them begins
 *   read ------> a page of them, from any place
 *   statesAt --> what each device held there
 *   follow ----> what comes from now on
 */
export interface SessionSource {
  /** What the reader sees it called, e.g. "relay on localhost:7788". */
  readonly name: string;
  readonly abilities: ReadonlySet<Ability>;
  /** What people marked in its sessions. */
  readonly bookmarks: Bookmarks;
  listSessions(signal: AbortSignal): Promise<SessionSummary[]>;
  /** Captures that were taken in, each a world of its own; none where nothing can be taken in. */
  listImports(signal: AbortSignal): Promise<ImportedCapture[]>;
  /**
   * The outline of a session, or of what a filter lets through of it, from after an entry on. A search of a long session is answered part
   * by part: `next` is the entry to ask from for the next one, null at the end.
   */
  outline(sessionId: string, ask: OutlineAsk, signal: AbortSignal): Promise<OutlinePart>;
  read(sessionId: string, ask: Ask, signal: AbortSignal): Promise<EntryPage>;
  /** What each device held right after an entry of the session. */
  statesAt(sessionId: string, entry: number, signal: AbortSignal): Promise<DeviceCheckpoint[]>;
  /** The latest events' paths and how each transport fared; null where nothing of the session is known. */
  delivery(sessionId: string, signal: AbortSignal): Promise<DeliveryReport | null>;
  /** Digests of each device over time, and where two of them parted. */
  divergence(sessionId: string, signal: AbortSignal): Promise<DivergenceReport | null>;
  /** What comes of one session from where reading starts on; without a session, only what changes in the list. */
  follow(sessionId: string | null, start: Start, reader: Reader): Feed;
}

/** A capture that a relay took in. */
export interface ImportedCapture {
  readonly importId: string;
  readonly name: string;
  readonly importedAt: number;
  readonly frames: number;
  /** What the file lacked, a sentence each. */
  readonly missing: readonly string[];
  /** Its frames are all there; what they come to is still being read. */
  readonly isReading: boolean;
}

/**
 * Asked before a feed begins, and again when it has to begin anew: the place to follow from, null for the beginning. It may read before it
 * answers; where it fails the feed counts as disconnected and tries again.
 */
export type Start = (signal: AbortSignal) => Promise<string | null>;

/** `live`: more may come. `control`: it can be told to purge, pair, revoke and replay, if the reader may. */
export type Ability = "live" | "control";

export interface OutlineAsk {
  /** In the filter language; everything without one. */
  readonly filter?: string;
  readonly after?: number;
}

export interface OutlinePart {
  readonly outline: Outline;
  readonly next: number | null;
}

/** At most `limit` entries, in log order: the first after a place, or the last before one; without a place, the last of all. */
export interface Ask {
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
  readonly filter?: string;
}

export interface EntryPage {
  readonly entries: readonly Entry[];
  /** The page holds everything that matches up to this entry, or down to it: a search answers now and then with little or nothing. */
  readonly reached: number;
  /** Whether more may lie beyond. */
  readonly hasMore: boolean;
  /** Where this page ends, to follow from. Absent where the source has nothing to follow. */
  readonly place: string | null;
}

/** Who reads a feed. Called in log order; no entry comes twice. */
export interface Reader {
  entries(entries: readonly Entry[]): void;
  summaries(summaries: readonly SessionSummary[]): void;
  /** What has changed upon the summaries that were told, and which sessions are gone. [STR-3] */
  changed(deltas: readonly SessionDelta[], gone: readonly string[]): void;
  /** Another log answers under this address: what was read so far is not part of it, and reading begins anew. */
  reset(): void;
  connection(connection: Connection): void;
}

export interface Feed {
  /** Does not wait for the countdown. */
  retryNow(): void;
  close(): void;
}
