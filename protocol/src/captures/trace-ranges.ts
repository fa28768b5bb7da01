import type { Frame } from "../frame.ts";

/** One run of one device's app, and which of its frames are there: `[first, last]` each, in order. */
export interface BootTrace {
  deviceId: string;
  bootId: string;
  ranges: [first: number, last: number][];
}

/** Which frames of which boots have been met, as ranges: a boot whose trace has no hole is one. [TEE-1] [TEE-2] */
export class TraceRanges {
  readonly #boots = new Map<string, BootTrace>();

  /** Notes a frame; false when one of its key was met before. */
  add({ observer: { deviceId }, bootId, traceSeq }: Pick<Frame, "observer" | "bootId" | "traceSeq">): boolean {
    const key = `${deviceId} ${bootId}`;
    const boot = this.#boots.get(key) ?? { deviceId, bootId, ranges: [] };
    this.#boots.set(key, boot);
    const { ranges } = boot;
    // Frames come nearly in order, so the place is nearly always the end.
    let at = ranges.length;
    while (at > 0 && (ranges[at - 1] as [number, number])[0] > traceSeq) at -= 1;
    const before = ranges[at - 1];
    if (before !== undefined && traceSeq <= before[1]) return false;
    const after = ranges[at];
    const touchesBefore = before?.[1] === traceSeq - 1;
    const touchesAfter = after?.[0] === traceSeq + 1;
    if (before !== undefined && touchesBefore) {
      before[1] = after !== undefined && touchesAfter ? after[1] : traceSeq;
      if (touchesAfter) ranges.splice(at, 1);
    } else if (after !== undefined && touchesAfter) after[0] = traceSeq;
    else ranges.splice(at, 0, [traceSeq, traceSeq]);
    return true;
  }

  boots(): BootTrace[] {
    return [...this.#boots.values()];
  }
}

/** traceSeqs that are not there, from the first that is: a capture may begin in the middle of a boot. */
export function holesOf({ ranges }: BootTrace): [first: number, last: number][] {
  return ranges.slice(1).map(([first], i) => [(ranges[i] as [number, number])[1] + 1, first - 1]);
}
