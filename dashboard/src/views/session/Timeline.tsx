import { memo, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { drawingHeight, laneY } from "../../model/drawing.ts";
import type { Part } from "../../model/overview.ts";
import { relayLaneHeight, relayLaneY } from "../../model/relay-lane.ts";
import type { Page } from "../../store/session-page.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import { Hint } from "./Hint.tsx";
import { ShapeCanvas } from "./ShapeCanvas.tsx";
import { fittingScale, type Scene, sceneOf } from "./scene.ts";
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
  page,
  cursor,
  zoom,
  pinned,
  hasRelayLane,
  onSee,
}: {
  page: Page;
  cursor: Cursor;
  zoom: Zoom;
  pinned: number | null;
  /** Whether it shows when the relay had each frame. */
  hasRelayLane: boolean;
  /** Hears which entries are in sight, by their places among all of the session; null where none is. */
  onSee: (seen: Part | null) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ left: 0, width: 1_200 });
  const { traffic, version } = page;
  const { scale, anchor } = zoom;
  const scene = sceneOf(page, scale);
  const height = drawingHeight + (hasRelayLane ? relayLaneHeight : 0);
  const width = before + scene.width + after;
  const { entry, isFollowing, lookBack } = cursor;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = new ResizeObserver(() => setSeen((last) => ({ ...last, width: element.clientWidth })));
    measure.observe(element);
    return () => measure.disconnect();
  }, []);

  const whole = fittingScale(page, seen.width - before - after);
  useEffect(() => zoom.bound(whole), [zoom, whole]);
  useAnchoredScene(scroller, scene, anchor, cursor);

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

  // A chosen entry is brought into sight as soon as it is at hand, and left alone when it is there already.
  // biome-ignore lint/correctness/useExhaustiveDependencies: zooming keeps its own place
  useLayoutEffect(() => {
    const element = scroller.current;
    const x = entry === null || cursor.ordinal < 0 ? undefined : scene.xOf(cursor.ordinal);
    if (element === null || x === undefined) return;
    const place = before + x;
    const margin = Math.min(120, element.clientWidth / 4);
    if (place < element.scrollLeft + margin || place > element.scrollLeft + element.clientWidth - margin) {
      element.scrollLeft = place - element.clientWidth / 2;
    }
  }, [entry, traffic, cursor.ordinal >= 0]);

  function scrolled(element: HTMLDivElement): void {
    const isBack = element.scrollLeft < seen.left - 1;
    const isAtEnd = element.scrollLeft + element.clientWidth >= element.scrollWidth - 4;
    setSeen((last) => ({ ...last, left: element.scrollLeft }));
    if (isBack && !isAtEnd && isFollowing) lookBack();
  }

  const from = seen.left - before;
  const [fromSeen, toSeen] = inSight(page, scene, from, seen.width);
  useEffect(() => onSee(fromSeen < 0 ? null : { from: fromSeen, to: toSeen }), [onSee, fromSeen, toSeen]);
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
            {scene.isFar ? (
              <ShapeCanvas
                outline={page.outline}
                startedAt={traffic.names.startedAt ?? page.outline.stretches[0]?.from ?? 0}
                left={from}
                width={seen.width}
                scale={scale}
                cursor={cursor}
              />
            ) : (
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
            )}
          </div>
        </div>
      </div>
      <ZoomButtons zoom={zoom} />
      {!scene.isFar && <Hint traffic={traffic} left={from} width={seen.width} scale={scale} cursor={cursor} />}
    </section>
  );
});

/** The places of the first entry in sight and of the one after the last; -1 where none is. */
function inSight({ traffic, first, count }: Page, { isFar, scale, ordinalAt }: Scene, x: number, width: number) {
  if (isFar) return [ordinalAt(x), Math.min(count, ordinalAt(x + width) + 1)] as const;
  const [one, other] = traffic.axis.ends(x / scale, (x + width) / scale);
  if (one === undefined || other === undefined) return [-1, -1] as const;
  return [first + traffic.indexOf(one.entry), first + traffic.indexOf(other.entry) + 1] as const;
}

/**
 * What lies under the pointer stays there while the scale changes; without a pointer the cursor does, where it is in sight. Who comes near a
 * place that is not at hand is taken there.
 */
function useAnchoredScene(
  scroller: RefObject<HTMLDivElement | null>,
  scene: Scene,
  anchor: number | null,
  cursor: Cursor,
): void {
  const drawn = useRef({ scene, left: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // The place it stood at before: a track that has become shorter may have pulled it back already.
    const { scene: last, left } = drawn.current;
    if (last.scale !== scene.scale) {
      const atCursor = before + (last.xOf(cursor.ordinal) ?? Number.NEGATIVE_INFINITY) - left;
      const isInSight = atCursor >= 0 && atCursor <= element.clientWidth;
      const place = anchor ?? (isInSight ? atCursor : element.clientWidth / 2);
      const x = left + place - before;
      const ordinal = last.ordinalAt(x);
      const now = last.isFar === scene.isFar ? (x / last.scale) * scene.scale : scene.xOf(ordinal);
      if (now === undefined) cursor.seek(ordinal);
      else element.scrollLeft = now + before - place;
    }
    drawn.current = { scene, left: element.scrollLeft };
  });
}
