import type { Batch, SessionRecord, Value } from "@lighty/protocol";
import type { WatchPart } from "./face.ts";

const prefix = "party/";

/** A watch that was not heard of for so long no longer counts on to tell the lifter anything. Milliseconds. */
export const silentMs = 120_000;

/**
 * Which sessions a watch takes part in. What a session holds of the watch shows it; a watch that has only acknowledged leaves no trace there,
 * and the engine forgets with the process who said what, so the first word of it is kept.
 */
export class Party {
  readonly #members = new Map<string, string>();
  readonly #heardAt = new Map<string, number>();

  constructor(stored: ReadonlyMap<string, Value>) {
    for (const [key, value] of stored) {
      if (key.startsWith(prefix)) this.#members.set(key.slice(prefix.length), value as string);
    }
  }

  /** After an input that came from the watch: what is to be kept of it. `now` by the own session clock. */
  hear(records: Iterable<SessionRecord>, deviceId: string, now: number): Batch {
    const batch = new Map<string, Value>();
    for (const record of records) {
      const watchId = record.said?.deviceId ?? counterpartOf(record, deviceId);
      if (watchId === undefined) continue;
      this.#heardAt.set(record.sessionId, now);
      if (this.#members.get(record.sessionId) === watchId) continue;
      this.#members.set(record.sessionId, watchId);
      batch.set(prefix + record.sessionId, watchId);
    }
    return batch;
  }

  has(sessionId: string): boolean {
    return this.#members.has(sessionId);
  }

  /** `isReachable`: the watch answers now. */
  partOf(sessionId: string, isReachable: boolean, now: number): WatchPart {
    if (!this.has(sessionId)) return "none";
    return isReachable || now < this.silentAt(sessionId) ? "in" : "silent";
  }

  /** When a watch that says nothing more falls silent; long ago for one that this process has not heard. */
  silentAt(sessionId: string): number {
    const heardAt = this.#heardAt.get(sessionId);
    return heardAt === undefined ? Number.NEGATIVE_INFINITY : heardAt + silentMs;
  }

  /** Sessions that are gone leave nothing behind. */
  forget(isKnown: (sessionId: string) => boolean): Batch {
    const batch = new Map<string, Value>();
    for (const sessionId of this.#members.keys()) if (!isKnown(sessionId)) batch.set(prefix + sessionId, null);
    for (const key of batch.keys()) this.#members.delete(key.slice(prefix.length));
    return batch;
  }
}

function counterpartOf({ state }: SessionRecord, deviceId: string): string | undefined {
  for (const author of state.vector.keys()) if (author !== deviceId) return author;
  return undefined;
}
