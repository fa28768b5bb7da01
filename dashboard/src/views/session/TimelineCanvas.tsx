import { useMemo, useRef, useState } from "react";
import { densestArrows, densityOf } from "../../model/density.ts";
import { type Arrow, draw, drawingHeight } from "../../model/drawing.ts";
import { binAt, dotY, entryOf, type Hit, hitAt } from "../../model/hit.ts";
import { eventText, labelOf } from "../../model/label.ts";
import { eventsIn } from "../../model/reading.ts";
import { landingsBetween, relayLaneHeight } from "../../model/relay-lane.ts";
import type { Traffic } from "../../model/traffic.ts";
import { wordOf } from "../../ui/VerdictBadge.tsx";
import { binText } from "./bin-text.ts";
import { paint } from "./paint.ts";
import styles from "./Timeline.module.css";
import type { Cursor } from "./use-cursor.ts";
import { usePainting } from "./use-painting.ts";
import { usePalette } from "./use-palette.ts";

interface TimelineCanvasProps {
  traffic: Traffic;
  /** Changes when the traffic has grown. */
  version: number;
  /** Where on the drawing the left edge stands. */
  left: number;
  width: number;
  scale: number;
  cursor: Cursor;
  pinned: number | null;
  hasRelayLane: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The visible stretch of the timeline. The list beside it says the same in words, so the keyboard and what reads aloud are sent there. */
export function TimelineCanvas({
  traffic,
  version,
  left,
  width,
  scale,
  cursor,
  pinned,
  hasRelayLane,
}: TimelineCanvasProps) {
  const height = drawingHeight + (hasRelayLane ? relayLaneHeight : 0);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const palette = usePalette(frame);
  const [pointer, setPointer] = useState<Point | null>(null);
  const at = traffic.readings[cursor.index]?.entry.entry ?? null;
  // Not made anew for each move of the pointer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the run grows in place, and the version tells
  const drawing = useMemo(
    () => draw(traffic, left - 40, left + width + 40, scale),
    [traffic, version, left, width, scale],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const bins = useMemo(
    () => (scale < densestArrows ? densityOf(traffic, left, left + width, scale) : null),
    [traffic, version, left, width, scale],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const landings = useMemo(
    () => (hasRelayLane ? landingsBetween(traffic, left - 40, left + width + 40, scale) : null),
    [hasRelayLane, traffic, version, left, width, scale],
  );
  const hover = pointer === null ? null : spotAt(pointer.x + left, pointer.y);
  const axisX = at === null ? undefined : traffic.axis.at(at)?.x;
  const pinnedX = pinned === null ? undefined : traffic.axis.at(pinned)?.x;
  const chosen = cursor.entry === null ? [] : traffic.crossings.at(cursor.entry);

  usePainting(canvas, [width, height], (brush) => {
    if (palette === null) return;
    const picture = {
      drawing,
      bins,
      landings,
      left,
      width,
      cursorX: axisX === undefined ? undefined : axisX * scale,
      pinnedX: pinnedX === undefined ? undefined : pinnedX * scale,
      isChosen: cursor.entry !== null,
      isAt: (arrow: Arrow) => chosen.some(({ id }) => id === arrow.key),
      hovered: hover?.arrow ?? null,
      at,
    };
    paint(brush, picture, palette);
  });

  function spotAt(x: number, y: number): Spot | null {
    if (bins !== null) {
      const bin = binAt(bins, x, y);
      return bin && { entry: bin.entry, arrow: null, x: bin.x, y, text: binText(bin) };
    }
    const hit = hitAt(drawing, x, y);
    return hit && spotOf(hit, traffic, x, y);
  }

  function pointAt(event: React.MouseEvent): Point {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  return (
    <div ref={frame} className={styles.frame}>
      <canvas
        ref={canvas}
        className={styles.drawing}
        style={{ width, height }}
        data-hit={hover !== null}
        role="img"
        aria-label={`Timeline: ${bins === null ? `${drawing.arrows.length} crossings` : "all that happened, counted,"} in sight; the list of entries says the same in words`}
        onMouseMove={(event) => setPointer(pointAt(event))}
        onMouseLeave={() => setPointer(null)}
        onClick={(event) => {
          const { x, y } = pointAt(event);
          const spot = spotAt(x + left, y);
          if (spot !== null) cursor.select(spot.entry);
        }}
      />
      {hover !== null && (
        <p
          className={styles.tooltip}
          role="tooltip"
          style={{
            left: Math.max(4, Math.min(hover.x - left, width - 340)),
            top: hover.y > 110 ? hover.y - 44 : hover.y + 18,
          }}
        >
          {hover.text}
        </p>
      )}
    </div>
  );
}

/** What the pointer is at, and what to say of it. */
interface Spot {
  readonly entry: number;
  readonly arrow: number | null;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

function spotOf(hit: Hit, traffic: Traffic, x: number, y: number): Spot {
  const entry = entryOf(hit);
  if (hit.kind === "arrow") return { entry, arrow: hit.arrow.key, x, y, text: arrowText(hit.arrow, traffic) };
  const reading = traffic.reading(entry);
  const what = reading === undefined ? "" : labelOf(reading.body, traffic.names).text;
  return { entry, arrow: null, x: hit.dot.x, y: dotY(hit.dot), text: `${hit.dot.role}: ${what}` };
}

const outcomeText = {
  arrived: "",
  failed: " · failed",
  replaced: " · replaced by a newer context before it left",
  open: " · not seen to arrive",
  unsent: " · not seen to leave",
} as const;

function arrowText({ entry, transport, verdict, outcome }: Arrow, traffic: Traffic): string {
  const reading = traffic.reading(entry);
  if (reading === undefined) return "";
  const { text } = labelOf(reading.body, traffic.names);
  const events = eventsIn(reading.body);
  const what = events.length > 0 ? events.map((event) => eventText(event, traffic.names)).join("; ") : text;
  return `${what} · ${transport}${verdict === null ? "" : ` · ${wordOf(verdict)}`}${outcomeText[outcome]}`;
}
