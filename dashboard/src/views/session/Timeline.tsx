import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { draw, drawingHeight, laneY } from "../../model/drawing.ts";
import type { Traffic } from "../../model/traffic.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import { Hint } from "./Hint.tsx";
import styles from "./Timeline.module.css";
import { TimelineDrawing } from "./TimelineDrawing.tsx";
import type { Cursor } from "./use-cursor.ts";

const before = 24;
const after = 56;

/** Two lanes and every crossing between them. Scrolls like any page; only what is in sight is drawn. */
export const Timeline = memo(function Timeline({
  traffic,
  cursor,
}: {
  traffic: Traffic;
  version: number;
  cursor: Cursor;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ left: 0, width: 1_200 });
  const width = before + traffic.axis.width + after;
  const { entry, isFollowing, lookBack } = cursor;
  const at = traffic.readings[cursor.index]?.entry.entry ?? null;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = new ResizeObserver(() => setSeen((last) => ({ ...last, width: element.clientWidth })));
    measure.observe(element);
    return () => measure.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the width as it grows
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && isFollowing) element.scrollLeft = element.scrollWidth;
  }, [isFollowing, width, seen.width]);

  // A chosen entry is brought into sight, and left alone when it is there already.
  useLayoutEffect(() => {
    const element = scroller.current;
    const x = entry === null ? undefined : traffic.axis.at(entry)?.x;
    if (element === null || x === undefined) return;
    const place = before + x;
    const margin = Math.min(120, element.clientWidth / 4);
    if (place < element.scrollLeft + margin || place > element.scrollLeft + element.clientWidth - margin) {
      element.scrollLeft = place - element.clientWidth / 2;
    }
  }, [entry, traffic]);

  function scrolled(element: HTMLDivElement): void {
    const isBack = element.scrollLeft < seen.left - 1;
    const isAtEnd = element.scrollLeft + element.clientWidth >= element.scrollWidth - 4;
    setSeen((last) => ({ ...last, left: element.scrollLeft }));
    if (isBack && !isAtEnd && isFollowing) lookBack();
  }

  const from = seen.left - before;
  const drawing = draw(traffic, from - 40, from + seen.width + 40);
  return (
    <section className={styles.timeline} aria-label="Timeline">
      <div className={styles.lanes} aria-hidden="true">
        {(["phone", "watch"] as const).map((role) => (
          <div
            key={role}
            className={styles.lane}
            style={{ top: laneY[role] - 20 }}
            title={traffic.device(role)?.deviceId}
          >
            <RoleIcon role={role} size={20} />
            {role}
          </div>
        ))}
      </div>{" "}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
      <div className={styles.scroller} ref={scroller} onScroll={(event) => scrolled(event.currentTarget)} tabIndex={0}>
        <div className={styles.track} style={{ width, height: drawingHeight }}>
          <div className={styles.window} style={{ width: Math.min(seen.width, width) }}>
            <TimelineDrawing
              traffic={traffic}
              drawing={drawing}
              left={from}
              width={seen.width}
              at={at}
              cursor={cursor}
            />
          </div>
        </div>
      </div>
      <Hint traffic={traffic} left={from} width={seen.width} cursor={cursor} />
    </section>
  );
});
