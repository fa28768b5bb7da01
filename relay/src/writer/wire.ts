import type { Rejection, TraceAck } from "@lighty/protocol";
import type { Batch, Removal } from "../log/event-log.ts";
import type { SqliteLogOptions } from "../log/sqlite-log.ts";

/*
 * What the two threads say to each other. Frames cross as bytes, one transferred buffer a turn; a structured clone of the objects would
 * cost more than the parse it saves (docs/adr/0006).
 */

/** What the writer's thread begins with. */
export interface ThreadData {
  folder: string;
  options: SqliteLogOptions;
}

/** To the writer. */
export type Down =
  /** Messages, packed by `pack`. */
  | { type: "turn"; buffer: ArrayBuffer }
  /** From now on a sender is spoken of by its number. */
  | { type: "sender"; number: number; deviceId: string }
  | { type: "take"; ticket: number; sender: string; texts: readonly string[] }
  | { type: "append"; ticket: number; batch: Batch }
  /** Whether anybody wants to be handed what lands; nobody does at first. */
  | { type: "listened"; isListened: boolean }
  | { type: "held"; ticket: number; deviceId: string; bootIds: readonly string[] }
  | { type: "purge"; ticket: number }
  | { type: "remove"; ticket: number; sessionId: string }
  | { type: "close" };

/** From the writer. */
export type Up =
  | { type: "open"; id: string; head: number; quarantined: number; pruned: number; removals: number }
  | { type: "unopened"; error: Error }
  /** `head` is the last entry by now. The entries are null when none landed, or nobody listened. */
  | {
      type: "committed";
      isAppended: boolean;
      quarantined: number;
      head: number;
      entries: Landed | null;
      outcomes: Outcomes;
    }
  | { type: "pruned"; upTo: number }
  | { type: "failed"; tickets: readonly number[]; error: Error }
  | { type: "removed"; ticket: number; sessionId: string; removal: Removal | null }
  | { type: "held"; ticket: number; acked: readonly TraceAck[] }
  | { type: "closed" };

/** What became of the messages of one commit; most are told nothing but that they landed. */
export interface Outcomes {
  tickets: readonly number[];
  /** By place in `tickets`. */
  told: readonly [place: number, outcome: Outcome][];
}

export type Outcome = { acked: readonly TraceAck[]; quarantined: readonly Rejection[] } | { rejection: Rejection };

/** Entries as a dashboard is sent them, in the stream's message, and where in it each frame's text lies. */
export interface Landed {
  first: number;
  receivedAt: number;
  text: Uint8Array<ArrayBuffer>;
  /** Start and end of each frame's text. */
  places: Uint32Array<ArrayBuffer>;
  /** The lists of sessions that occur, and which of them each entry is listed under. */
  sessions: readonly (readonly string[])[];
  listed: Uint16Array<ArrayBuffer>;
}

/** A message on its way to the writer. */
export interface Packed {
  ticket: number;
  sender: number;
  line: number;
  bytes: Uint8Array;
}

const headFields = 4;

/** Lays messages into one buffer: how many, a head for each, then their bytes. */
export function pack(messages: readonly Packed[]): ArrayBuffer {
  const headBytes = 4 * (1 + messages.length * headFields);
  const size = messages.reduce((sum, { bytes }) => sum + bytes.byteLength, headBytes);
  const buffer = new ArrayBuffer(size);
  const heads = new Uint32Array(buffer, 0, headBytes / 4);
  const all = new Uint8Array(buffer);
  heads[0] = messages.length;
  let at = headBytes;
  for (const [i, { ticket, sender, line, bytes }] of messages.entries()) {
    heads.set([ticket, sender, line, bytes.byteLength], 1 + i * headFields);
    all.set(bytes, at);
    at += bytes.byteLength;
  }
  return buffer;
}

/** The messages of a buffer; their bytes are views of it. */
export function* unpack(buffer: ArrayBuffer): Iterable<Packed & { bytes: Buffer }> {
  const [count = 0] = new Uint32Array(buffer, 0, 1);
  const heads = new Uint32Array(buffer, 4, count * headFields);
  let at = 4 * (1 + count * headFields);
  for (let i = 0; i < heads.length; i += headFields) {
    const [ticket, sender, line, length] = heads.subarray(i, i + headFields) as unknown as [
      number,
      number,
      number,
      number,
    ];
    yield { ticket, sender, line, bytes: Buffer.from(buffer, at, length) };
    at += length;
  }
}
