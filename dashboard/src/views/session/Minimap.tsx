import type { Bookmark } from "@lighty/protocol";
import { memo, useLayoutEffect, useMemo, useRef, useState } from "react";
import { countedOf, fineStretchesOf, type Part, type PlacedStretch, placesOf, shareOf } from "../../model/overview.ts";
import { byWeight } from "../../model/weight.ts";
import type { Page } from "../../store/session-page.ts";
import { useDivergence } from "../../store/use-report.ts";
import styles from "./Minimap.module.css";
import { percent, Ribbon } from "./Ribbon.tsx";
import type { Cursor } from "./use-cursor.ts";
import { type Palette, usePalette } from "./use-palette.ts";

interface MinimapProps {
  page: Page;
  cursor: Cursor;
  /** What the timeline shows of the session, counted in entries from 0; null while it shows nothing. */
  seen: Part | null;
  bookmarks: readonly Bookmark[];
}

const barHeight = 26;

/**
 * The whole session in one line, by what became of its entries; the frame is what the timeline shows, and goes where it is dragged. Below it
 * the ribbon: where both devices held the same, and where they parted.
 */
export const Minimap = memo(function Minimap({ page, cursor, seen, bookmarks }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const palette = usePalette(box);
  const width = useWidth(box);
  const { traffic, outline, isWhole, count } = page;
  const { data: report } = useDivergence(traffic.sessionId, count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: outline and run grow in place
  const places = useMemo(
    () => placesOf(isWhole ? fineStretchesOf(traffic) : countedOf(outline)),
    [traffic, traffic.length, isWhole, outline.entries],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the outline grows in place
  const shape = useMemo(() => (isWhole ? null : outline), [isWhole, outline.entries]);
  const { seek, select } = cursor;

  useLayoutEffect(() => {
    const element = canvas.current;
    const brush = element?.getContext("2d");
    if (!element || !brush || palette === null) return;
    const dots = window.devicePixelRatio;
    element.width = Math.round(width * dots);
    element.height = Math.round(barHeight * dots);
    brush.setTransform(dots, 0, 0, dots, 0, 0);
    for (const place of places) paintStretch(brush, place, width, palette);
  }, [places, palette, width]);

  function goTo(event: React.PointerEvent): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    seek(Math.min(count - 1, Math.floor(share * count)));
  }

  return (
    <section className={styles.minimap} aria-label="Overview">
      <div
        ref={box}
        className={styles.bar}
        data-overview
        // The slider below does the same for the keyboard.
        aria-hidden="true"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture?.(event.pointerId);
          goTo(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) goTo(event);
        }}
      >
        <canvas ref={canvas} className={styles.canvas} style={{ width, height: barHeight }} />
        {seen !== null && count > 0 && (
          <span
            className={styles.frame}
            style={{ left: percent(seen.from / count), width: percent((seen.to - seen.from) / count) }}
          />
        )}
        {bookmarks.map(({ entry }) => (
          <span key={entry} className={styles.bookmark} style={{ left: percent(shareOf(places, entry)) }} />
        ))}
        {cursor.ordinal >= 0 && (
          <span className={styles.cursor} style={{ left: percent((cursor.ordinal + 0.5) / Math.max(1, count)) }} />
        )}
      </div>
      <Ribbon places={places} report={report ?? null} outline={shape} width={width} select={select} />
    </section>
  );
});

function paintStretch(brush: CanvasRenderingContext2D, place: PlacedStretch, width: number, palette: Palette): void {
  const { stretch, from, to } = place;
  const [x, wide] = [from * width, Math.max(1, (to - from) * width - (width > 400 ? 0.5 : 0))];
  brush.fillStyle = palette.plain.line;
  brush.fillRect(x, 2, wide, barHeight - 4);
  const judged = byWeight.filter((word) => (stretch.words[word] ?? 0) > 0);
  let y = barHeight - 2;
  // From below: what went as it should, as high as its share; what is worth a look is at least high enough to be seen.
  for (const word of [...judged].reverse()) {
    const share = (stretch.words[word] ?? 0) / stretch.entries;
    const height = Math.min(y - 2, Math.max(word === "applied" ? 1 : 3, share * (barHeight - 4)));
    brush.fillStyle = palette.verdicts[word];
    brush.fillRect(x, y - height, wide, height);
    y -= height;
  }
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = new ResizeObserver(() => setWidth(box.clientWidth));
    measure.observe(box);
    return () => measure.disconnect();
  }, [element]);
  return width;
}
