import type { Role } from "@lighty/protocol";
import type { Outline, Stretch } from "@lighty/protocol/projections";
import { type Bin, binWidth } from "./density.ts";
import type { Band, Drawing, Tick } from "./drawing.ts";
import { sinceStart } from "./time.ts";
import { byWeight, type WordCounts } from "./weight.ts";

/*
 * A session from so far away that its entries need not be at hand: drawn by its outline, each entry as wide as any other, so that what is
 * busy takes room. Nearer, the timeline draws the run that was read.
 */

/** Pixels of the axis that an entry takes on average; `scale` times this is what it takes as drawn. */
const entryWidth = 20;
/** Below this scale an entry takes less than a pixel, and a session that is not held whole is drawn by its outline. */
export const farScale = 1 / entryWidth;

/** How wide so many entries are drawn from afar. */
export function farWidth(entries: number, scale: number): number {
  return entries * entryWidth * scale;
}

/** Which of the entries, counted from 0, is drawn at a place. */
export function farOrdinal(x: number, scale: number): number {
  return Math.floor(x / (entryWidth * scale));
}

/** Between two places as drawn: bars of what was observed and decided, times, and who was out of reach. */
export interface Shape {
  readonly drawing: Drawing;
  readonly bins: readonly Bin[];
}

const roles: readonly Role[] = ["phone", "watch"];
const tickWidth = 112;

/** `startedAt` as the session's names tell it, in the stretches' own time. */
export function shapeOf({ stretches }: Outline, from: number, to: number, scale: number, startedAt: number): Shape {
  const bins = new Map<string, Bin>();
  const bands: Band[] = [];
  const ticks: Tick[] = [];
  let before = 0;
  for (const stretch of stretches) {
    const [x1, x2] = [farWidth(before, scale), farWidth(before + stretch.entries, scale)];
    before += stretch.entries;
    if (x2 < from || x1 > to) continue;
    for (const role of roles) {
      add(bins, stretch, role, x1, x2);
      if (stretch.lanes[role]?.isAway) extend(bands, { role, x1, x2 });
    }
    if (x1 - (ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) >= tickWidth)
      ticks.push({ x: x1, text: sinceStart(stretch.from - startedAt).replace(/\.\d+$/, "") });
  }
  return { drawing: { scale, arrows: [], dots: [], idles: [], bands, ticks }, bins: [...bins.values()] };
}

/** Stretches narrower than a bar share one; a wider one is a bar of its own. */
function add(bins: Map<string, Bin>, { first, lanes }: Stretch, role: Role, x1: number, x2: number): void {
  const lane = lanes[role];
  if (lane === undefined) return;
  const x = x2 - x1 >= binWidth ? x1 : Math.floor(x1 / binWidth) * binWidth;
  const width = Math.max(binWidth, x2 - x1);
  const key = `${role} ${x}`;
  const bin = bins.get(key) ?? { x, width, role, entries: 0, words: {}, entry: first };
  bin.entries += lane.entries;
  bin.words = sumOf(bin.words, lane.verdicts);
  bins.set(key, bin);
}

function sumOf(a: WordCounts, b: WordCounts): WordCounts {
  return Object.fromEntries(
    byWeight.flatMap((word) => {
      const sum = (a[word] ?? 0) + (b[word] ?? 0);
      return sum === 0 ? [] : [[word, sum]];
    }),
  );
}

/** An absence that goes on is one band. */
function extend(bands: Band[], next: Band): void {
  const index = bands.findLastIndex(({ role }) => role === next.role);
  const last = bands[index];
  if (last !== undefined && last.x2 >= next.x1) bands[index] = { ...last, x2: next.x2 };
  else bands.push(next);
}
