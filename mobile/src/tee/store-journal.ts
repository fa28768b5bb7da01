import { byteLength, limits, type Store, type Value } from "@lighty/protocol";
import type { Journalled, TeeJournal } from "@lighty/protocol/tee";

/** Keys of a journal: `frame/<when its boot began>/<boot>/<traceSeq>`. */
const prefix = "frame/";
/** Frames of a moment are written together. Milliseconds. */
const gatherMs = 200;

interface Kept {
  key: string;
  bootId: string;
  traceSeq: number;
  bytes: number;
}

/**
 * What the tee has recorded and the relay has not acknowledged, across the death of the app, in a store of its own and as bounded as the tee
 * itself. It never blocks: frames are gathered and written behind the app's back, and what the disk does not take is a hole that the numbers
 * show. [TEE-2] [TEE-3]
 */
export class StoreJournal implements TeeJournal {
  readonly #store: Store;
  readonly #later: (delayMs: number, run: () => void) => void;
  readonly #beganAt: number;
  /** What earlier runs left, oldest first. */
  readonly backlog: readonly Journalled[];
  #kept: Kept[];
  #bytes: number;
  #batch = new Map<string, Value | null>();
  #isDue = false;

  /** `beganAt` orders this boot after those before it: milliseconds since the epoch. */
  constructor(
    store: Store,
    stored: Iterable<readonly [string, Value]>,
    beganAt: number,
    later: (delayMs: number, run: () => void) => void,
  ) {
    this.#store = store;
    this.#later = later;
    this.#beganAt = beganAt;
    const frames = [...stored].flatMap(([key, text]) => {
      const [, at, bootId = "", traceSeq] = key.split("/");
      return key.startsWith(prefix)
        ? [{ key, at: Number(at), bootId, traceSeq: Number(traceSeq), text: String(text) }]
        : [];
    });
    frames.sort((a, b) => a.at - b.at || a.traceSeq - b.traceSeq);
    this.#kept = frames.map(({ text, key, bootId, traceSeq }) => ({ key, bootId, traceSeq, bytes: byteLength(text) }));
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.backlog = frames.map(({ bootId, traceSeq, text }) => ({ bootId, traceSeq, text }));
  }

  recorded({ bootId, traceSeq, text }: Journalled): void {
    const key = `${prefix}${this.#beganAt}/${bootId}/${traceSeq}`;
    const bytes = byteLength(text);
    this.#kept.push({ key, bootId, traceSeq, bytes });
    this.#bytes += bytes;
    this.#put(key, text);
    while (this.#kept.length > limits.teeFrames || this.#bytes > limits.teeBytes) {
      const oldest = this.#kept.shift() as Kept;
      this.#bytes -= oldest.bytes;
      this.#put(oldest.key, null);
    }
  }

  acked(bootId: string, upTo: number): void {
    const isHeld = (kept: Kept) => kept.bootId === bootId && kept.traceSeq <= upTo;
    for (const kept of this.#kept) if (isHeld(kept)) this.#put(kept.key, null);
    this.#kept = this.#kept.filter((kept) => !isHeld(kept));
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #put(key: string, value: Value | null): void {
    this.#batch.set(key, value);
    if (this.#isDue) return;
    this.#isDue = true;
    this.#later(gatherMs, () => {
      const batch = this.#batch;
      this.#batch = new Map();
      this.#isDue = false;
      this.#store.write(batch).catch(() => {});
    });
  }
}
