import { memo, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { drawingHeight, laneY } from "../../model/drawing.ts";
import { relayLaneHeight, relayLaneY } from "../../model/relay-lane.ts";
import type { Traffic } from "../../model/traffic.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import { Hint } from "./Hint.tsx";
import styles from "./Timeline.module.css";
import { TimelineCanvas } from "./TimelineCanvas.tsx";
import type { Cursor } from "./use-cursor.ts";
import type { Zoom } from "./use-zoom.ts";
import { ZoomButtons } from "./ZoomButtons.tsx";

const before = 24;
const after = 56;

/** How much one notch of the wheel zooms. */
const wheelFactor = 0.0022;

/**
 * Two lanes and every crossing between them. Scrolls sideways like any page, zooms with the wheel; only what is in sight is drawn.
 */
export const Timeline = memo(function Timeline({
  traffic,
  version,
  cursor,
  zoom,
  pinned,
  hasRelayLane,
  onSee,
}: {
  traffic: Traffic;
  version: number;
  cursor: Cursor;
  zoom: Zoom;
  pinned: number | null;
  /** Whether it shows when the relay had each frame. */
  hasRelayLane: boolean;
  /** Hears which entries of the run are in sight, by their indexes. */
  onSee?: (from: number, to: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ left: 0, width: 1_200 });
  const { scale, anchor } = zoom;
  const height = drawingHeight + (hasRelayLane ? relayLaneHeight : 0);
  const width = before + traffic.axis.width * scale + after;
  const { entry, isFollowing, lookBack } = cursor;
  const at = traffic.readings[cursor.index]?.entry.entry ?? null;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = new ResizeObserver(() => setSeen((last) => ({ ...last, width: element.clientWidth })));
    measure.observe(element);
    return () => measure.disconnect();
  }, []);

  const whole = (seen.width - before - after) / Math.max(1, traffic.axis.width);
  useEffect(() => zoom.bound(whole), [zoom, whole]);
  const cursorX = at === null ? undefined : traffic.axis.at(at)?.x;
  useAnchoredScale(scroller, scale, anchor, cursorX);

  // The page scrolls nowhere, so the wheel is free to zoom; sideways it scrolls as anywhere else.
  const { by } = zoom;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const wheel = (event: WheelEvent) => {
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      // A pinch comes as a wheel with the control key, in finer steps.
      const notches = event.deltaY * (event.ctrlKey ? 4 : 1);
      by(Math.exp(-notches * wheelFactor), event.clientX - element.getBoundingClientRect().left);
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [by]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the width as it grows
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && isFollowing) element.scrollLeft = element.scrollWidth;
  }, [isFollowing, width, seen.width]);

  // A chosen entry is brought into sight, and left alone when it is there already.
  // biome-ignore lint/correctness/useExhaustiveDependencies: zooming keeps its own place
  useLayoutEffect(() => {
    const element = scroller.current;
    const x = entry === null ? undefined : traffic.axis.at(entry)?.x;
    if (element === null || x === undefined) return;
    const place = before + x * scale;
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
  const [first, last] = traffic.axis.ends(from / scale, (from + seen.width) / scale);
  const [firstSeen, lastSeen] = [first, last].map((mark) => (mark === undefined ? -1 : traffic.indexOf(mark.entry)));
  useEffect(() => onSee?.(firstSeen ?? -1, lastSeen ?? -1), [onSee, firstSeen, lastSeen]);
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
        {hasRelayLane && (
          <div className={styles.relay} style={{ top: relayLaneY - 9 }} title="When the relay had each frame">
            relay
          </div>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
      <div className={styles.scroller} ref={scroller} onScroll={(event) => scrolled(event.currentTarget)} tabIndex={0}>
        <div className={styles.track} style={{ width, height }}>
          <div className={styles.window} style={{ width: Math.min(seen.width, width) }}>
            <TimelineCanvas
              version={version}
              traffic={traffic}
              left={from}
              width={seen.width}
              scale={scale}
              cursor={cursor}
              pinned={pinned}
              hasRelayLane={hasRelayLane}
            />
          </div>
        </div>
      </div>
      <ZoomButtons zoom={zoom} />
      <Hint traffic={traffic} left={from} width={seen.width} scale={scale} cursor={cursor} />
    </section>
  );
});

/** What lies under the pointer stays there while the scale changes; without a pointer the cursor does, where it is in sight. */
function useAnchoredScale(
  scroller: RefObject<HTMLDivElement | null>,
  scale: number,
  anchor: number | null,
  cursorX: number | undefined,
): void {
  const drawn = useRef(scale);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of scale moves it
  useLayoutEffect(() => {
    const element = scroller.current;
    const last = drawn.current;
    drawn.current = scale;
    if (element === null || last === scale) return;
    const cursor = cursorX === undefined ? -1 : before + cursorX * last - element.scrollLeft;
    const isInSight = cursor >= 0 && cursor <= element.clientWidth;
    const place = anchor ?? (isInSight ? cursor : element.clientWidth / 2);
    element.scrollLeft = ((element.scrollLeft + place - before) / last) * scale + before - place;
  }, [scale]);
}
