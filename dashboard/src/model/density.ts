import type { Role } from "@lighty/protocol";
import { judgement } from "./crossing.ts";
import type { Traffic } from "./traffic.ts";
import { type WordCounts, worstOf } from "./weight.ts";

/** What happened within a few pixels, where there is no room for each arrow. */
export interface Bin {
  readonly x: number;
  readonly width: number;
  readonly role: Role;
  entries: number;
  words: WordCounts;
  /** The entry a click opens: the first that is worth a look, else the first. */
  entry: number;
}

/** Pixels of a bin. */
export const binWidth = 4;

/** Below this scale neighbours stand closer than their shapes are wide, and the timeline counts instead of drawing arrows. */
export const densestArrows = 0.3;

/** The entries between two places as drawn, counted in bins of a few pixels for each lane. */
export function densityOf(traffic: Traffic, from: number, to: number, scale: number): Bin[] {
  const bins = new Map<string, Bin>();
  for (const { entry, x } of traffic.axis.between(from / scale, to / scale)) {
    const reading = traffic.reading(entry);
    if (reading === undefined) continue;
    const { role } = reading.entry.frame.observer;
    const place = Math.floor((x * scale) / binWidth) * binWidth;
    const key = `${role} ${place}`;
    const bin = bins.get(key) ?? { x: place, width: binWidth, role, entries: 0, words: {}, entry };
    bins.set(key, bin);
    bin.entries += 1;
    const word = judgement(reading.entry);
    if (word === null) continue;
    // An entry worse than all before it in its bin is the one to open.
    const before = worstOf(bin.words);
    bin.words = { ...bin.words, [word]: (bin.words[word] ?? 0) + 1 };
    if (worstOf(bin.words) !== before) bin.entry = entry;
  }
  return [...bins.values()];
}
