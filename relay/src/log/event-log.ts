import type { Entry, Facts, Frame, Rejection, TraceAck } from "@lighty/protocol";
import type { Filter } from "@lighty/protocol/filter";

/*
 * The relay's truth: frames in the order they were taken in, never changed. This port is the seam behind which the log may be a
 * database, memory, or a stream that several relays share; nobody else knows which.
 *
 *   append -> durable -> tail listeners -> the promise resolves
 */

/** What a frame is filed by. */
export type FrameHead = Pick<Frame, "observer" | "bootId" | "traceSeq" | "observedAt" | "direction"> & {
  transport?: Frame["transport"] | undefined;
  verdict?: Frame["verdict"] | undefined;
};

/** A frame that passed its schema: as it was read, and as the very text it came in. */
export interface Arrival {
  frame: Frame;
  text: string;
  facts: Facts;
  /** Of a frame that is parsed only when it is asked for. */
  readonly head?: FrameHead;
  /** Where its text lies as it came, UTF-8, when that is at hand. */
  readonly place?: Place;
  /** Where it was recorded before: when that was. Else it is the batch's. */
  receivedAt?: number;
}

/** What an arrival is filed by; one that has it at hand is not parsed for it. */
export function headOf(arrival: Arrival): FrameHead {
  return arrival.head ?? arrival.frame;
}

/** A part of some bytes. */
export interface Place {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** What names a frame. [TEE-1] */
export interface TraceKey {
  deviceId: string;
  bootId: string;
  traceSeq: number;
}

/** A frame that did not pass: kept beside the log with the reason. With a key it counts as held, so that its device goes on. */
export interface Quarantined {
  sender: string;
  text: string;
  rejection: Rejection;
  key: TraceKey | null;
}

export interface Batch {
  receivedAt: number;
  arrivals: readonly Arrival[];
  quarantined: readonly Quarantined[];
}

/** An entry as the log gives it out. */
export interface LogEntry extends Entry {
  /** The frame's JSON text, exactly as it was received. */
  readonly text: string;
  /** Sessions it is listed under. */
  readonly sessions: readonly string[];
  /** It went with a session that was deleted; only who reads `withRemoved` meets it. */
  readonly isRemoved?: boolean;
}

/** What went with a session. */
export interface Removal {
  entries: number;
  /** Of these, entries that named other sessions as well. */
  shared: number;
}

export interface ReadOptions {
  /** Entries above this number, oldest first. */
  after?: number;
  /** Entries below this number, newest first. Not together with `after`. */
  before?: number;
  limit: number;
  /** The page ends with the entry whose text brings all of them to so many letters: a thousand large frames are a quarter of a gigabyte. */
  mostLetters?: number;
  sessionId?: string;
  /** Only what it lets through. A page of a filter that finds little may hold less than the limit and still have more. */
  filter?: Filter;
  /** Also what is left of entries that went with a session: whose they were, and where in a trace. */
  withRemoved?: boolean;
}

export interface Page {
  entries: LogEntry[];
  /** The page holds everything that matches up to here (down to here, when read backward). */
  reached: number;
  /** More may match beyond `reached`. */
  hasMore: boolean;
}

/** Letters of a page that goes to a reader as one: well below what may wait for a slow one. */
export const pageLetters = 1_048_576;

/** `encoded` is the stream's message of these very entries, where the log has it at hand: UTF-8, not to be changed. */
export type Listener = (entries: readonly LogEntry[], encoded?: Uint8Array) => void;

export interface EventLog {
  /** Names this log for as long as it lives. */
  readonly id: string;
  /** Number of the last entry that listeners have been told; 0 for none. */
  readonly head: number;
  /** Frames refused and set aside, since the log began. */
  readonly quarantined: number;
  /** Makes a batch durable, whole or not at all. A key that is already held is passed over. Rejects when nothing of it was kept. */
  append(batch: Batch): Promise<void>;
  /** Highest traceSeq held of each boot of a device; a boot not heard of is at 0. */
  acked(deviceId: string, bootIds: readonly string[]): Promise<TraceAck[]>;
  read(options: ReadOptions): Promise<Page>;
  /** Hears every entry appended from now on, in order, as soon as it is durable. Returns what ends it. */
  tail(listener: Listener): () => void;
  /** Hears that `head` has moved, each time it has; who reads by cursor anyway spares the log from handing the entries out. Returns what ends it. */
  whenGrown(listener: () => void): () => void;
  /** Entries up to here are gone; 0 while all are there. */
  readonly pruned: number;
  /** Hears up to which entry the log has been pruned, each time it is. Returns what ends it. */
  whenPruned(listener: (upTo: number) => void): () => void;
  /** Why the log could not be written just now, or is not sound; null when all is well. */
  readonly trouble: string | null;
  /** Forgets every entry. What was held stays held, numbers go on, and a cursor stays where it is. */
  purge(): Promise<void>;
  /**
   * Deletes a session: every frame that names it, and what it was known by. What was held stays held, and numbers and places stay taken. Null when no
   * entry is listed under it.
   */
  remove(sessionId: string): Promise<Removal | null>;
  /** How often something was taken out of the middle: what was read or folded before is not to be gone on from. */
  readonly removals: number;
  /** Hears which session has been deleted, each time one is. Returns what ends it. */
  whenRemoved(listener: (sessionId: string) => void): () => void;
  close(): Promise<void>;
}

/** A cursor is a place in one log: it names the log, so that another log's is noticed. [STR-1] */
export function cursorAt(log: { id: string }, entry: number): string {
  return `${log.id.slice(0, 12)}-${entry.toString(36)}`;
}

/** The entry a cursor stands at; null when this log did not give it out. */
export function entryAt(log: { id: string; head: number }, cursor: string): number | null {
  const [id, digits = ""] = cursor.split("-", 2);
  if (id !== log.id.slice(0, 12) || !/^[0-9a-z]{1,11}$/.test(digits)) return null;
  const entry = Number.parseInt(digits, 36);
  return cursor === cursorAt(log, entry) && entry <= log.head ? entry : null;
}
