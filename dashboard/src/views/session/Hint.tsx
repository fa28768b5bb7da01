import { useCallback, useEffect, useState } from "react";
import { laneY } from "../../model/drawing.ts";
import type { Traffic } from "../../model/traffic.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./Hint.module.css";
import type { Cursor } from "./use-cursor.ts";

const key = "lighty.hint.seen";

/** On the first visit: points at the first edit that lost, wherever the timeline stands, and is gone once it was looked at. */
export function Hint({
  traffic,
  left,
  width,
  scale,
  cursor,
}: {
  traffic: Traffic;
  left: number;
  width: number;
  scale: number;
  cursor: Cursor;
}) {
  const [isSeen, setSeen] = useState(() => localStorage.getItem(key) !== null);
  const target = isSeen ? null : traffic.firstLoss;
  const close = useCallback(() => {
    localStorage.setItem(key, "1");
    setSeen(true);
  }, []);
  // Once the reader has found it, what the hint would say stands in the inspector.
  const isFound = target !== null && cursor.entry === target.entry.entry;
  useEffect(() => {
    if (isFound) close();
  }, [isFound, close]);
  if (target === null || isFound) return null;

  const x = (traffic.axis.at(target.entry.entry)?.x ?? 0) * scale - left;
  const isInSight = x > 0 && x < width;
  const side = x <= 0 ? "before" : x >= width ? "after" : "here";
  const gutter = 84;
  const bubble = 300;
  const start = Math.max(8, Math.min((isInSight ? x : side === "before" ? 0 : width) - bubble / 2, width - bubble - 8));
  const tip = Math.max(16, Math.min(x - start, bubble - 16));
  const onWatch = target.entry.frame.observer.role === "watch";
  const top = isInSight ? (onWatch ? laneY.watch + 14 : laneY.phone + 14) : laneY.phone + 12;
  return (
    <aside
      className={styles.hint}
      data-side={side}
      style={{ left: gutter + start, top, ["--tip" as string]: `${tip}px` }}
    >
      <span>
        {isInSight
          ? "An edit lost here. Why?"
          : side === "before"
            ? "An edit lost, earlier on."
            : "An edit lost, further on."}
      </span>
      <button
        type="button"
        className={buttons.primary}
        onClick={() => {
          cursor.select(target.entry.entry);
          close();
        }}
      >
        Show me
      </button>
      <button type="button" className={buttons.icon} aria-label="Close the hint" onClick={close}>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
        </svg>
      </button>
    </aside>
  );
}
