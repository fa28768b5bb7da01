import type { Frame, Note } from "../frame.ts";
import type { Observation, ObservedDevice } from "../observe.ts";
import type { Packet } from "../packet.ts";
import type { Finding } from "../stream.ts";
import type { Recent } from "./recent.ts";

/** An entry as every projection after the first sees it: its body read once, and its device folded up to it. */
export interface Seen {
  readonly entry: number;
  readonly receivedAt: number;
  readonly frame: Frame;
  /** Sessions the entry is listed under. */
  readonly sessions: readonly string[];
  /** What its body holds, if that is a packet that can be read. */
  readonly packet: Packet | undefined;
  /** What its body holds, if that is a note that can be read. */
  readonly note: Note | undefined;
  readonly device: ObservedDevice;
  readonly observation: Observation;
}

// biome-ignore lint/suspicious/noExplicitAny: each rule knows what it remembers; who saves it need not
export type Memory = Readonly<Record<string, Recent<string, any>>>;

/**
 * One rule of the findings: told of each entry in log order, it says what the entry shows, nearly always nothing. A finding without a
 * session belongs to all that its entry is listed under. What lasts is said once, until it has passed. [FND-1] [FND-2]
 */
export interface Rule {
  /** Told of late frames, too: what they show holds whenever it is heard. [TEE-12] */
  readonly hearsLate?: true;
  /** All that it remembers from one entry to the next, to be saved and adopted again. [PRJ-7] */
  readonly memory: Memory;
  apply(seen: Seen): Finding[];
}
