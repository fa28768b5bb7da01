import type { Bin } from "../../model/density.ts";
import { type Arrow, type Band, type Dot, type Drawing, drawingHeight, laneY, type Tick } from "../../model/drawing.ts";
import { dotY, shapeAt } from "../../model/hit.ts";
import { type Landing, relayLaneHeight, relayLaneY } from "../../model/relay-lane.ts";
import { byWeight } from "../../model/weight.ts";
import { verdictShapes } from "../../ui/VerdictGlyph.tsx";
import { dashes } from "./TransportLine.tsx";
import type { Palette } from "./use-palette.ts";

/** What is drawn, and what of it stands out. */
export interface Picture {
  readonly drawing: Drawing;
  /** Instead of arrows, where there is no room for each. */
  readonly bins: readonly Bin[] | null;
  /** When the relay had what is in sight; null where its lane is not shown. */
  readonly landings: readonly Landing[] | null;
  /** Where on the drawing the left edge stands. */
  readonly left: number;
  readonly width: number;
  readonly cursorX: number | undefined;
  readonly pinnedX: number | undefined;
  /** Whether the reader chose the entry at the cursor. */
  readonly isChosen: boolean;
  readonly isAt: (arrow: Arrow) => boolean;
  readonly hovered: number | null;
  readonly at: number | null;
}

type Brush = CanvasRenderingContext2D;

/** Draws the visible stretch of the timeline, in the page's own pixels; whoever calls has set the scale of the screen. */
export function paint(brush: Brush, picture: Picture, palette: Palette): void {
  const { drawing, bins, left, width, cursorX, pinnedX, isChosen } = picture;
  brush.clearRect(0, 0, width, drawingHeight + relayLaneHeight);
  brush.save();
  brush.translate(-left, 0);
  brush.font = `11px ${palette.font}`;
  for (const band of drawing.bands) paintBand(brush, band, left, palette);
  for (const tick of drawing.ticks) paintTick(brush, tick, left, palette);
  for (const idle of drawing.idles) paintIdle(brush, idle, palette);
  brush.fillStyle = palette.plain["line-strong"];
  for (const y of Object.values(laneY)) brush.fillRect(left, y - 1, width, 2);
  if (picture.landings !== null) paintRelay(brush, picture.landings, picture, palette);
  if (cursorX !== undefined) {
    brush.fillStyle = isChosen ? palette.plain.accent : palette.plain["line-strong"];
    brush.fillRect(Math.round(cursorX) - 0.75, 26, 1.5, drawingHeight - 44);
  }
  if (pinnedX !== undefined) {
    brush.strokeStyle = palette.plain.accent;
    brush.lineWidth = 1.5;
    brush.setLineDash([2, 4]);
    stroke(brush, [pinnedX, 26], [pinnedX, drawingHeight - 18]);
    brush.setLineDash([]);
  }
  if (bins === null) {
    for (const isQuiet of [true, false])
      for (const arrow of drawing.arrows) if (arrow.isQuiet === isQuiet) paintArrow(brush, arrow, picture, palette);
    // Shapes after all lines: what is seen on top is what a click means.
    for (const arrow of drawing.arrows) paintVerdict(brush, arrow, palette);
    for (const dot of drawing.dots) paintDot(brush, dot, dot.entry === picture.at, palette);
  } else for (const bin of bins) paintBin(brush, bin, palette);
  brush.restore();
}

/** A tick for each frame where the relay had it, and a line from where it happened when that was earlier. */
function paintRelay(brush: Brush, landings: readonly Landing[], { left, width, at }: Picture, palette: Palette): void {
  brush.fillStyle = palette.plain["line-strong"];
  brush.fillRect(left, relayLaneY - 0.5, width, 1);
  brush.lineWidth = 1;
  for (const { entry, role, x1, x2 } of landings) {
    brush.strokeStyle = entry === at ? palette.plain.accent : palette.plain.faint;
    brush.globalAlpha = entry === at ? 1 : 0.7;
    stroke(brush, [x2, relayLaneY - 4], [x2, relayLaneY + 4]);
    if (x2 - x1 < 3 && entry !== at) continue;
    brush.setLineDash(role === "phone" ? [] : [3, 2]);
    stroke(brush, [x1, laneY.watch + 22], [x2, relayLaneY - 4]);
    brush.setLineDash([]);
  }
  brush.globalAlpha = 1;
}

function paintBand(brush: Brush, { role, x1, x2 }: Band, left: number, palette: Palette): void {
  brush.save();
  brush.globalAlpha = 0.16;
  brush.fillStyle = palette.plain.faint;
  brush.beginPath();
  brush.roundRect(x1, laneY[role] - 26, Math.max(2, x2 - x1), 52, 4);
  brush.fill();
  brush.restore();
  if (x2 - x1 < 84) return;
  brush.fillStyle = palette.plain.faint;
  brush.textAlign = "left";
  brush.fillText("out of reach", Math.max(x1, left) + 8, role === "phone" ? laneY.phone + 19 : laneY.watch - 11);
}

function paintTick(brush: Brush, { x, text }: Tick, left: number, palette: Palette): void {
  brush.fillStyle = palette.plain.line;
  brush.fillRect(Math.round(x), 26, 1, drawingHeight - 44);
  if (x < left) return;
  brush.fillStyle = palette.plain.faint;
  brush.textAlign = "left";
  brush.fillText(text, x + 4, 17);
}

function paintIdle(brush: Brush, { x, text }: Tick, palette: Palette): void {
  brush.fillStyle = palette.plain.faint;
  brush.textAlign = "center";
  brush.fillText(text, x, drawingHeight - 6);
}

const loudWords = new Set(["superseded", "partly_applied", "rejected"]);

function paintArrow(brush: Brush, arrow: Arrow, { isAt, hovered }: Picture, palette: Palette): void {
  const { x1, y1, x2, y2, transport, verdict, outcome, isQuiet, isSnapshot } = arrow;
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const hasArrived = outcome === "arrived" || outcome === "unsent";
  const stands = isAt(arrow) || arrow.key === hovered;
  // The line stops short of the shape that sits at its end, and the shape short of the lane.
  const gap = hasArrived && !isQuiet ? 9 : 0;
  const colour = verdict === null ? palette.plain.muted : palette.verdicts[verdict];
  brush.save();
  brush.globalAlpha = isQuiet && !stands ? 0.38 : 1;
  brush.strokeStyle = colour;
  brush.fillStyle = colour;
  brush.lineWidth = stands ? 2.6 : isQuiet ? 1 : loudWords.has(verdict ?? "") ? 2.2 : 1.5;
  brush.setLineDash(dashes[transport]?.split(" ").map(Number) ?? []);
  stroke(brush, [x1, y1], [x2 - ux * gap, y2 - uy * gap]);
  brush.setLineDash([]);
  if (isSnapshot) {
    brush.fillStyle = palette.plain.surface;
    brush.lineWidth = 1.6;
    brush.fillRect(x1 - 4, y1 - 4, 8, 8);
    brush.strokeRect(x1 - 4, y1 - 4, 8, 8);
    brush.fillStyle = colour;
  } else disc(brush, x1, y1, isQuiet ? 1.4 : 2);
  if (hasArrived && isQuiet) disc(brush, x2, y2, 2);
  brush.lineWidth = 1.4;
  if (outcome === "failed") {
    stroke(brush, [x2 - 3, y2 - 3], [x2 + 3, y2 + 3]);
    stroke(brush, [x2 + 3, y2 - 3], [x2 - 3, y2 + 3]);
  }
  if (outcome === "replaced") stroke(brush, [x2 - 4, y2], [x2 + 4, y2]);
  if (outcome === "open") {
    brush.beginPath();
    brush.arc(x2, y2, 2.6, 0, 2 * Math.PI);
    brush.stroke();
  }
  brush.restore();
}

function paintVerdict(brush: Brush, arrow: Arrow, palette: Palette): void {
  const middle = shapeAt(arrow);
  if (middle === null || arrow.verdict === null) return;
  const colour = palette.verdicts[arrow.verdict];
  brush.save();
  brush.strokeStyle = colour;
  brush.translate(middle.x - 5.5, middle.y - 5.5);
  brush.scale(0.92, 0.92);
  paintShape(brush, arrow.verdict, colour, palette.plain.surface);
  brush.restore();
}

/** The shape of a verdict on a disc of the ground, on a field of 12 by 12. */
function paintShape(brush: Brush, word: keyof typeof verdictShapes, colour: string, ground: string): void {
  const { fill, stroke: line } = verdictShapes[word];
  brush.fillStyle = ground;
  disc(brush, 6, 6, 7);
  brush.fillStyle = colour;
  if (fill !== undefined) brush.fill(new Path2D(fill));
  brush.lineWidth = word === "rejected" ? 2.6 : 1.4;
  if (line !== undefined) brush.stroke(new Path2D(line));
}

function paintDot(brush: Brush, dot: Dot, isAt: boolean, palette: Palette): void {
  const y = dotY(dot);
  brush.lineWidth = 1;
  brush.strokeStyle = palette.plain.faint;
  stroke(brush, [dot.x, laneY[dot.role]], [dot.x, y]);
  brush.fillStyle = isAt ? palette.plain.accent : dot.isNote ? palette.plain.faint : palette.plain.text;
  if (dot.isNote) brush.fillRect(dot.x - 2.5, y - 2.5, 5, 5);
  else disc(brush, dot.x, y, isAt ? 4.4 : 3.4);
}

/** Half the height of a lane's bar that is full. */
const fullBar = 30;

function paintBin(brush: Brush, { x, width, role, entries, words }: Bin, palette: Palette): void {
  const height = Math.min(fullBar, 4 + 6 * Math.log2(1 + entries));
  const judged = byWeight.filter((word) => (words[word] ?? 0) > 0);
  const away = role === "phone" ? -1 : 1;
  let y = laneY[role] + away * 3;
  const bar = (share: number, colour: string) => {
    const size = height * share;
    brush.fillStyle = colour;
    brush.fillRect(x, away < 0 ? y - size : y, width - 1, size);
    y += away * size;
  };
  const sum = judged.reduce((total, word) => total + (words[word] ?? 0), 0);
  if (sum === 0) return bar(1, palette.plain["line-strong"]);
  // What is worth a look is at least as high as it takes to be seen.
  for (const word of judged) bar(Math.max(0.18, (words[word] ?? 0) / sum), palette.verdicts[word]);
}

function stroke(brush: Brush, [x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): void {
  brush.beginPath();
  brush.moveTo(x1, y1);
  brush.lineTo(x2, y2);
  brush.stroke();
}

function disc(brush: Brush, x: number, y: number, radius: number): void {
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.fill();
}
