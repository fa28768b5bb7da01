import type { Outline, Stretch } from "@lighty/protocol/projections";

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

/** The ordinals among which an entry stands, or would stand: one where its stretch has no gap, else those of the whole stretch. */
export function ordinalOf(outline: Outline, entry: number): { from: number; until: number } | undefined {
  const place = placeOf(outline, entry);
  const stretch = place && outline.stretches[place.index];
  if (place === undefined || stretch === undefined) return undefined;
  const { before } = place;
  if (!isGapless(stretch)) return { from: before, until: before + stretch.entries };
  const ordinal = before + Math.min(entry - stretch.first, stretch.entries - 1);
  return { from: ordinal, until: ordinal + 1 };
}

/** Where to read from to have the entry at an ordinal: itself where its stretch has no gap, else the beginning of the stretch. */
export function startOf(outline: Outline, ordinal: number): { entry: number; ordinal: number } {
  const place = placeAt(outline, ordinal);
  const stretch = place && outline.stretches[place.index];
  if (place === undefined || stretch === undefined) return { entry: 1, ordinal: 0 };
  if (!isGapless(stretch)) return { entry: stretch.first, ordinal: place.before };
  return { entry: stretch.first + ordinal - place.before, ordinal };
}

/** No entry of another session lies between its own. */
function isGapless({ first, last, entries }: Stretch): boolean {
  return last - first + 1 === entries;
}

/** How many entries lie before a stretch. */
export function entriesBefore({ stretches }: Outline, index: number): number {
  let before = 0;
  for (const stretch of stretches.slice(0, index)) before += stretch.entries;
  return before;
}
