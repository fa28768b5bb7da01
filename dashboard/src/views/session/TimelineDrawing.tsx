import { type Arrow, type Drawing, drawingHeight, laneY } from "../../model/drawing.ts";
import { eventText, labelOf } from "../../model/label.ts";
import { eventsIn } from "../../model/reading.ts";
import type { Traffic } from "../../model/traffic.ts";
import { wordOf } from "../../ui/VerdictBadge.tsx";
import { VerdictShape } from "../../ui/VerdictGlyph.tsx";
import styles from "./Timeline.module.css";
import { dashes } from "./TransportLine.tsx";
import type { Cursor } from "./use-cursor.ts";

interface TimelineDrawingProps {
  traffic: Traffic;
  drawing: Drawing;
  /** Where on the axis the left edge stands. */
  left: number;
  width: number;
  /** The entry under the cursor. */
  at: number | null;
  cursor: Cursor;
}

/** The visible stretch of the timeline. The list beside it says the same in words, so software that reads aloud is sent there. */
export function TimelineDrawing({ traffic, drawing, left, width, at, cursor }: TimelineDrawingProps) {
  const cursorX = at === null ? undefined : traffic.axis.at(at)?.x;
  const isAt = (arrow: Arrow) =>
    cursor.entry !== null && traffic.crossings.at(cursor.entry).some(({ id }) => id === arrow.key);
  const [quiet, loud] = [
    drawing.arrows.filter((arrow) => arrow.isQuiet),
    drawing.arrows.filter((arrow) => !arrow.isQuiet),
  ];
  return (
    <svg
      className={styles.drawing}
      width={width}
      height={drawingHeight}
      role="img"
      aria-label="Timeline of crossings; the list of entries says the same in words"
    >
      <g transform={`translate(${-left} 0)`}>
        {drawing.bands.map(({ role, x1, x2 }) => (
          <g key={`${role} ${x1}`} className={styles.band}>
            <rect x={x1} y={laneY[role] - 26} width={Math.max(2, x2 - x1)} height={52} rx={4} />
            <text x={Math.max(x1, left) + 8} y={role === "phone" ? laneY.phone + 19 : laneY.watch - 11}>
              out of reach
            </text>
          </g>
        ))}
        {drawing.ticks.map(({ x, text }) => (
          <g key={x} className={styles.tick}>
            <path d={`M${x} 26V${drawingHeight - 18}`} />
            {x >= left && (
              <text x={x + 4} y={17}>
                {text}
              </text>
            )}
          </g>
        ))}
        {drawing.idles.map(({ x, text }) => (
          <text key={x} className={styles.idle} x={x} y={drawingHeight - 6}>
            {text}
          </text>
        ))}
        <path className={styles.lanePath} d={`M${left} ${laneY.phone}h${width}M${left} ${laneY.watch}h${width}`} />
        {cursorX !== undefined && (
          <path
            className={cursor.entry === null ? styles.head : styles.cursor}
            d={`M${cursorX} 26V${drawingHeight - 18}`}
          />
        )}
        {[...quiet, ...loud].map((arrow) => (
          <ArrowPath
            key={arrow.key}
            arrow={arrow}
            title={arrowTitle(arrow, traffic)}
            isAt={isAt(arrow)}
            select={cursor.select}
          />
        ))}
        {drawing.dots.map(({ entry, x, role, isNote }) => {
          const y = laneY[role] + (role === "phone" ? -16 : 16);
          const reading = traffic.reading(entry);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the list offers the same entry to the keyboard
            <g
              key={entry}
              className={isNote ? styles.note : styles.edit}
              data-at={entry === at}
              onClick={() => cursor.select(entry)}
            >
              <path d={`M${x} ${laneY[role]}V${y}`} />
              {isNote ? <rect x={x - 2.5} y={y - 2.5} width={5} height={5} /> : <circle cx={x} cy={y} r={3.4} />}
              <rect className={styles.target} x={x - 6} y={Math.min(y, laneY[role]) - 6} width={12} height={24} />
              <title>{reading === undefined ? "" : `${role}: ${labelOf(reading.body, traffic.names).text}`}</title>
            </g>
          );
        })}
      </g>
    </svg>
  );
}

function ArrowPath({
  arrow,
  title,
  isAt,
  select,
}: {
  arrow: Arrow;
  title: string;
  isAt: boolean;
  select(entry: number): void;
}) {
  const { x1, y1, x2, y2, transport, verdict, outcome, isQuiet, entry } = arrow;
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const hasArrived = outcome === "arrived" || outcome === "unsent";
  // The line stops short of the shape that sits at its end, and the shape short of the lane.
  const gap = hasArrived ? (isQuiet ? 0 : 9) : 0;
  const end = { x: x2 - ux * gap, y: y2 - uy * gap };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list offers the same entry to the keyboard
    <g
      className={styles.arrow}
      data-verdict={verdict ?? undefined}
      data-outcome={outcome}
      data-quiet={isQuiet}
      data-at={isAt}
      data-entry={entry}
      onClick={() => select(entry)}
    >
      <path className={styles.target} d={`M${x1} ${y1}L${x2} ${y2}`} />
      <path className={styles.line} d={`M${x1} ${y1}L${end.x} ${end.y}`} strokeDasharray={dashes[transport]} />
      <circle className={styles.tail} cx={x1} cy={y1} r={isQuiet ? 1.4 : 2} />
      {hasArrived && isQuiet && <circle className={styles.tip} cx={x2} cy={y2} r={2} />}
      {hasArrived && !isQuiet && verdict !== null && (
        <g transform={`translate(${x2 - ux * 5 - 5.5} ${y2 - uy * 5 - 5.5}) scale(0.92)`}>
          <circle cx={6} cy={6} r={7} fill="var(--surface)" />
          <VerdictShape word={verdict} />
        </g>
      )}
      {outcome === "failed" && <path className={styles.end} d={`M${x2 - 3} ${y2 - 3}l6 6m0-6l-6 6`} />}
      {outcome === "replaced" && <path className={styles.end} d={`M${x2 - 4} ${y2}h8`} />}
      {outcome === "open" && <circle className={styles.end} cx={x2} cy={y2} r={2.6} />}
      <title>{title}</title>
    </g>
  );
}

const outcomeText = {
  arrived: "",
  failed: " · failed",
  replaced: " · replaced by a newer context before it left",
  open: " · not seen to arrive",
  unsent: " · not seen to leave",
} as const;

function arrowTitle({ entry, transport, verdict, outcome }: Arrow, traffic: Traffic): string {
  const reading = traffic.reading(entry);
  if (reading === undefined) return "";
  const { text } = labelOf(reading.body, traffic.names);
  const events = eventsIn(reading.body);
  const what = events.length > 0 ? events.map((event) => eventText(event, traffic.names)).join("; ") : text;
  return `${what} · ${transport}${verdict === null ? "" : ` · ${wordOf(verdict)}`}${outcomeText[outcome]}`;
}
