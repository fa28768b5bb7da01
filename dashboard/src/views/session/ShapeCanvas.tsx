import type { Outline } from "@lighty/protocol/projections";
import { useMemo, useRef, useState } from "react";
import { drawingHeight } from "../../model/drawing.ts";
import { binAt } from "../../model/hit.ts";
import { farOrdinal, farWidth, shapeOf } from "../../model/shape.ts";
import { binText } from "./bin-text.ts";
import { paint } from "./paint.ts";
import styles from "./Timeline.module.css";
import type { Cursor } from "./use-cursor.ts";
import { usePainting } from "./use-painting.ts";
import { usePalette } from "./use-palette.ts";

interface ShapeCanvasProps {
  outline: Outline;
  /** When the session began, as its devices' clocks tell it. */
  startedAt: number;
  left: number;
  width: number;
  scale: number;
  cursor: Cursor;
}

/** A session too long to be held, from afar: what the outline tells of its stretches. A click goes to the place. */
export function ShapeCanvas({ outline, startedAt, left, width, scale, cursor }: ShapeCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const palette = usePalette(frame);
  const [pointer, setPointer] = useState<{ x: number; y: number } | null>(null);
  const shape = useMemo(
    () => shapeOf(outline, left, left + width, scale, startedAt),
    [outline, left, width, scale, startedAt],
  );
  const hovered = pointer === null ? null : binAt(shape.bins, pointer.x + left, pointer.y);

  usePainting(canvas, [width, drawingHeight], (brush) => {
    if (palette === null) return;
    const cursorX = cursor.ordinal < 0 ? undefined : farWidth(cursor.ordinal + 0.5, scale);
    const nothing = { landings: null, pinnedX: undefined, isAt: () => false, hovered: null, at: null };
    paint(brush, { ...shape, ...nothing, left, width, cursorX, isChosen: cursor.entry !== null }, palette);
  });

  function pointAt(event: React.MouseEvent): { x: number; y: number } {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  return (
    <div ref={frame} className={styles.frame}>
      <canvas
        ref={canvas}
        className={styles.drawing}
        style={{ width, height: drawingHeight }}
        data-hit={hovered !== null}
        role="img"
        aria-label={`Timeline: all ${outline.entries} entries of the session, counted; the list of entries says them in words`}
        onMouseMove={(event) => setPointer(pointAt(event))}
        onMouseLeave={() => setPointer(null)}
        onClick={(event) => {
          const ordinal = farOrdinal(pointAt(event).x + left, scale);
          if (ordinal >= 0 && ordinal < outline.entries) cursor.seek(ordinal);
        }}
      />
      {hovered !== null && pointer !== null && (
        <p
          className={styles.tooltip}
          role="tooltip"
          style={{
            left: Math.max(4, Math.min(pointer.x, width - 340)),
            top: pointer.y > 110 ? pointer.y - 44 : pointer.y + 18,
          }}
        >
          {binText(hovered)}
        </p>
      )}
    </div>
  );
}
