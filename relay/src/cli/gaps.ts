import type { Entry } from "@lighty/protocol";
import { count } from "./words.ts";

/**
 * Holes in what a reader of a whole log is shown. Entries are numbered without a hole, so a jump is what the log has let go of; frames are numbered without
 * a hole for each boot of a device, so a jump there was dropped by its tee, set aside by the relay, or has yet to come.
 */
export class Gaps {
  #entry: number | undefined;
  readonly #frames = new Map<string, number>();

  /** What is missing just before an entry, a sentence each. */
  before({ entry, frame }: Entry): string[] {
    const found: string[] = [];
    if (this.#entry !== undefined && entry > this.#entry + 1) {
      const missing = count(entry - this.#entry - 1, "entry").replace("entrys", "entries");
      found.push(`${missing} before #${entry} are no longer in the log`);
    }
    this.#entry = entry;

    const { observer, bootId, traceSeq, droppedBefore = 0 } = frame;
    const key = `${observer.deviceId} ${bootId}`;
    const last = this.#frames.get(key);
    if (last !== undefined && traceSeq > last + 1 && droppedBefore < traceSeq - last - 1) {
      const missing = count(traceSeq - last - 1 - droppedBefore, "frame");
      found.push(
        `${missing} of the ${observer.role} are missing before #${entry}: set aside by the relay, or still to come`,
      );
    }
    this.#frames.set(key, Math.max(last ?? 0, traceSeq));
    return found;
  }
}
