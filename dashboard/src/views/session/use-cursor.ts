import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Filter } from "../../model/filter.ts";
import { Rows } from "../../model/rows.ts";
import type { Traffic } from "../../model/traffic.ts";
import { go } from "../../store/url-state.ts";

/** The one cursor of the session view: timeline, list, screens and inspector all stand at the same entry. */
export interface Cursor {
  /** The entry the reader chose; null while the view goes with the latest. */
  readonly entry: number | null;
  /** Index of the entry the view stands at; -1 while there is none, or while it has not been read yet. */
  readonly index: number;
  /** Whether list and timeline move along as entries come. Ends when the reader looks back. */
  readonly isFollowing: boolean;
  select(entry: number): void;
  step(by: number): void;
  toEnd(end: "first" | "last"): void;
  follow(): void;
  lookBack(): void;
  release(): void;
}

export function useRows(traffic: Traffic, filter: Filter): Rows {
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same filter is a new object at each step of the cursor
  const rows = useMemo(() => new Rows(filter), [traffic, key]);
  rows.extend(traffic.readings);
  return rows;
}

export function useCursor(traffic: Traffic, rows: Rows, entry: number | null): Cursor {
  const [isFollowing, setFollowing] = useState(entry === null);
  const index = entry === null ? traffic.length - 1 : traffic.indexOf(entry);
  const latest = useRef({ traffic, rows, index });
  latest.current = { traffic, rows, index };

  // A link to an entry, or Back to one, pins the view.
  useEffect(() => {
    if (entry !== null) setFollowing(false);
  }, [entry]);

  const select = useCallback((target: number) => {
    setFollowing(false);
    go({ entry: target });
  }, []);

  const selectRow = useCallback(
    (position: number) => {
      const { traffic, rows } = latest.current;
      const clamped = Math.max(0, Math.min(rows.indexes.length - 1, position));
      const reading = traffic.readings[rows.indexes[clamped] ?? -1];
      if (reading !== undefined) select(reading.entry.entry);
    },
    [select],
  );

  const moves = useMemo(
    () => ({
      select,
      step(by: number) {
        const { rows, index } = latest.current;
        const at = rows.positionOf(index);
        // Between two rows (the filter hides the cursor's entry) a step back lands on the row before.
        const isBetween = by < 0 && rows.indexes[at] !== index;
        selectRow(at + by + (isBetween ? 1 : 0));
      },
      toEnd: (end: "first" | "last") => selectRow(end === "first" ? 0 : Number.MAX_SAFE_INTEGER),
      follow() {
        go({ entry: null });
        setFollowing(true);
      },
      lookBack: () => setFollowing(false),
      release: () => go({ entry: null }),
    }),
    [select, selectRow],
  );

  return { entry, index, isFollowing, ...moves };
}
