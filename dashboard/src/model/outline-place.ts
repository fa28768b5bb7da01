import type { Outline } from "@lighty/protocol/projections";

/** A stretch of an outline, and how many entries lie before it. */
export interface StretchPlace {
  readonly index: number;
  readonly before: number;
}

/** The stretch that holds the entry at an ordinal, counted from 0; undefined beyond the end. */
export function placeAt({ stretches, entries }: Outline, ordinal: number): StretchPlace | undefined {
  if (ordinal < 0 || ordinal >= entries) return undefined;
  let before = 0;
  for (const [index, stretch] of stretches.entries()) {
    if (ordinal < before + stretch.entries) return { index, before };
    before += stretch.entries;
  }
  return undefined;
}

/** The stretch that holds an entry, or the last one before it; undefined where the entry comes before all. */
export function placeOf({ stretches }: Outline, entry: number): StretchPlace | undefined {
  let place: StretchPlace | undefined;
  let before = 0;
  for (const [index, stretch] of stretches.entries()) {
    if (stretch.first > entry) break;
    place = { index, before };
    before += stretch.entries;
  }
  return place;
}

/** How many entries lie before a stretch. */
export function entriesBefore({ stretches }: Outline, index: number): number {
  let before = 0;
  for (const stretch of stretches.slice(0, index)) before += stretch.entries;
  return before;
}
