import type { Bin } from "./density.ts";
import { type Arrow, type Dot, type Drawing, laneY } from "./drawing.ts";

/** What a pointer is at: an arrow, or something a device did itself. */
export type Hit = { readonly kind: "arrow"; readonly arrow: Arrow } | { readonly kind: "dot"; readonly dot: Dot };

/** Pixels from its line within which a thing is meant. */
const reach = 7;
/** How much nearer quiet traffic must be than what stands out to be meant instead: a click between the two means the loud one. */
const quietHandicap = 2;

/** Where the mark of a device's own doing stands. */
export function dotY({ role }: Dot): number {
  return laneY[role] + (role === "phone" ? -16 : 16);
}

/** Half the width of a verdict's shape. It is nearer than any line, as it lies on top of them; of two shapes the nearer middle is meant. */
const shapeRadius = 6.5;
/** How far from its arrow's end a shape has its middle. */
const shapeInset = 5;

/** Where the shape of an arrow's verdict has its middle; none where it wears none. */
export function shapeAt({ x1, y1, x2, y2, verdict, outcome, isQuiet }: Arrow): { x: number; y: number } | null {
  if (verdict === null || isQuiet || (outcome !== "arrived" && outcome !== "unsent")) return null;
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  return { x: x2 - ((x2 - x1) / length) * shapeInset, y: y2 - ((y2 - y1) / length) * shapeInset };
}

/**
 * What lies nearest to a point: of two arrows that cross, the one that the pointer is on is meant, whatever was drawn last; and a verdict's
 * shape is meant before the lines that run under it.
 */
export function hitAt({ arrows, dots }: Drawing, x: number, y: number): Hit | null {
  let nearest: Hit | null = null;
  let least = reach;
  for (const arrow of arrows) {
    if (x < Math.min(arrow.x1, arrow.x2) - reach || x > Math.max(arrow.x1, arrow.x2) + reach) continue;
    const shape = shapeAt(arrow);
    const toShape = shape === null ? reach : Math.hypot(x - shape.x, y - shape.y);
    const toLine = distanceTo(arrow, x, y) + (arrow.isQuiet ? quietHandicap : 0);
    const distance = toShape <= shapeRadius ? toShape - shapeRadius - 1 : toLine;
    if (distance < least) [nearest, least] = [{ kind: "arrow", arrow }, distance];
  }
  for (const dot of dots) {
    const distance = Math.hypot(x - dot.x, y - dotY(dot));
    if (distance < least) [nearest, least] = [{ kind: "dot", dot }, distance];
  }
  return nearest;
}

/** The entry of a hit, to be opened. */
export function entryOf(hit: Hit): number {
  return hit.kind === "arrow" ? hit.arrow.entry : hit.dot.entry;
}

/** The bin under a point, or the nearest one beside it in the lane that the point is nearer to. */
export function binAt(bins: readonly Bin[], x: number, y: number): Bin | null {
  const role = Math.abs(y - laneY.phone) <= Math.abs(y - laneY.watch) ? "phone" : "watch";
  let nearest: Bin | null = null;
  let least = reach;
  for (const bin of bins) {
    const distance = Math.max(0, Math.abs(x - bin.x - bin.width / 2) - bin.width / 2);
    if (bin.role === role && distance < least) [nearest, least] = [bin, distance];
  }
  return nearest;
}

function distanceTo({ x1, y1, x2, y2 }: Arrow, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
