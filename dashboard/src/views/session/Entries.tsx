import type { Bookmark } from "@lighty/protocol";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Narrowing } from "../../model/filter.ts";
import type { Listing } from "../../model/listing.ts";
import type { Traffic } from "../../model/traffic.ts";
import styles from "./Entries.module.css";
import { EntryRow } from "./EntryRow.tsx";
import { ListBar } from "./ListBar.tsx";
import { Reach, rowHeight } from "./Reach.tsx";
import type { Cursor } from "./use-cursor.ts";

interface EntriesProps {
  traffic: Traffic;
  listing: Listing;
  /** Changes when rows of the listing may have. */
  version: string;
  cursor: Cursor;
  isLive: boolean;
  narrowing: Narrowing;
  /** Entries that somebody marked, with their words. */
  marked: ReadonlyMap<number, Bookmark>;
}

/**
 * The entries in log order; only those in sight are in the page. At the end it goes along as entries come; once the reader looks back it
 * stands still, whatever comes, and says how many came.
 */
export const Entries = memo(function Entries({ traffic, listing, cursor, isLive, narrowing, marked }: EntriesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const { isFollowing, entry, lookBack, follow } = cursor;
  const { count } = listing;
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    useFlushSync: false,
    // Who follows the latest sees it first, and nothing is read of where the list would have begun.
    initialOffset: () => (isFollowing ? count * rowHeight : 0),
  });
  // The same list for as long as no device comes to it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the run's own list grows in place
  const devices = useMemo(() => traffic.devices.map(({ deviceId }) => deviceId), [traffic, traffic.devices.length]);
  const unread = useUnread(count, isFollowing, isLive);
  const items = list.getVirtualItems();
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1];
  useEffect(() => listing.want(from, to), [listing, from, to]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the list as it grows
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && isFollowing) element.scrollTop = element.scrollHeight;
  }, [isFollowing, count]);

  const position = entry === null ? -1 : listing.positionOf(entry);
  // Until the entry has come, or where its page is not at hand, only a place near it is known: the row is gone to again once it is there.
  const isAtHand = position >= 0 && listing.at(position) !== undefined && cursor.index >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new cursor moves the list, never a new entry
  useLayoutEffect(() => {
    const element = scroller.current;
    if (position < 0 || element === null) return;
    // Rows are all as high: nothing has to be measured, and the page is laid out once.
    const [top, seenTop, seenHeight] = [position * rowHeight, list.scrollOffset ?? 0, list.scrollRect?.height ?? 0];
    if (top < seenTop) element.scrollTop = top;
    else if (top + rowHeight > seenTop + seenHeight) element.scrollTop = top + rowHeight - seenHeight;
  }, [entry, position >= 0, isAtHand]);

  function scrolled(element: HTMLDivElement): void {
    const isBack = element.scrollTop < lastTop.current - 1;
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 2;
    lastTop.current = element.scrollTop;
    if (isFollowing && isBack && !isAtEnd) lookBack();
    else if (!isFollowing && entry === null && isAtEnd && !isBack) follow();
  }

  return (
    <section className={styles.entries} aria-label="Entries">
      <ListBar narrowing={narrowing} listing={listing} devices={devices} isLive={isLive} />
      <Reach count={count} />
      <div className={styles.scroller} ref={scroller} onScroll={(event) => scrolled(event.currentTarget)}>
        {count === 0 && (
          <p className={styles.empty}>{listing.isComplete ? "No entry passes the filter." : "Nothing found so far."}</p>
        )}
        <div
          className={styles.track}
          style={{ height: list.getTotalSize() }}
          role="listbox"
          aria-label="Entries in log order"
          tabIndex={0}
        >
          {items.map((item) => {
            const reading = listing.at(item.index);
            if (reading === undefined)
              return (
                <div key={item.key} className={styles.blank} style={{ transform: `translateY(${item.start}px)` }} />
              );
            return (
              <EntryRow
                key={item.key}
                reading={reading}
                traffic={traffic}
                top={item.start}
                isAt={reading.entry.entry === entry}
                mark={marked.get(reading.entry.entry)?.text}
                position={item.index + 1}
                size={count}
                select={cursor.select}
              />
            );
          })}
        </div>
      </div>
      {unread > 0 && (
        <button type="button" className={styles.unread} onClick={follow}>
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M5 1v8M1.5 5.5L5 9l3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          </svg>
          {unread} new
        </button>
      )}
    </section>
  );
});

/** Rows that came since the list stopped going along; what was there when the line first came up is not new. */
function useUnread(count: number, isFollowing: boolean, isLive: boolean): number {
  const [seen, setSeen] = useState<number | null>(null);
  useEffect(() => {
    if (isFollowing || !isLive) setSeen((known) => (isFollowing || known === null ? null : known));
    else setSeen((known) => known ?? count);
  }, [isFollowing, isLive, count]);
  return isFollowing || seen === null ? 0 : Math.max(0, count - seen);
}
