import { type Entry, Trace } from "@lighty/protocol";
import { count } from "./words.ts";

/**
 * Holes in what a reader of a whole log is shown. Entries are numbered without a hole, so a jump is what the log has let go of; frames are numbered without
 * a hole for each boot of a device, so what is missing there, and will not come any more, its tee lost or the relay set aside. [TEE-13]
 */
export class Gaps {
  #entry: number | undefined;
  readonly #traces = new Map<string, Trace>();

  /** What is missing just before an entry, a sentence each. */
  before({ entry, frame }: Entry): string[] {
    const found: string[] = [];
    if (this.#entry !== undefined && entry > this.#entry + 1) {
      const missing = count(entry - this.#entry - 1, "entry").replace("entrys", "entries");
      found.push(`${missing} before #${entry} are no longer in the log`);
    }
    this.#entry = entry;

    const { deviceId, role } = frame.observer;
    // What came before the first one that is shown is not looked for.
    const trace = this.#traces.get(deviceId) ?? new Trace(true);
    this.#traces.set(deviceId, trace);
    const { lostFrames } = trace.take(frame);
    if (lostFrames > 0)
      found.push(
        `${count(lostFrames, "frame")} of the ${role} never came before #${entry}: lost on the way, or set aside by the relay`,
      );
    return found;
  }
}
