import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Listing } from "../../model/listing.ts";
import type { Page, SessionPage } from "../../store/session-page.ts";
import { go } from "../../store/url-state.ts";

/** The one cursor of the session view: timeline, list, screens and inspector all stand at the same entry. */
export interface Cursor {
  /** The entry the reader chose; null while the view goes with the latest. */
  readonly entry: number | null;
  /** Index in the run of the entry the view stands at; -1 while there is none, or while it has not been read yet. */
  readonly index: number;
  /** Its place among all entries of the session, counted from 0; -1 while it is not known. */
  readonly ordinal: number;
  /** Whether list and timeline move along as entries come. Ends when the reader looks back. */
  readonly isFollowing: boolean;
  select(entry: number): void;
  /** Goes to the entry at a place among all entries of the session. */
  seek(ordinal: number): void;
  step(by: number): void;
  toEnd(end: "first" | "last"): void;
  follow(): void;
  lookBack(): void;
  release(): void;
}

export function useCursor(session: SessionPage, page: Page, listing: Listing, entry: number | null): Cursor {
  const { traffic, first } = page;
  const [isFollowing, setFollowing] = useState(entry === null);
  const index = entry === null ? traffic.length - 1 : traffic.indexOf(entry);
  const at = entry ?? traffic.readings.at(-1)?.entry.entry ?? null;
  const latest = useRef({ listing, at, page });
  latest.current = { listing, at, page };

  // A link to an entry, or Back to one, pins the view.
  useEffect(() => {
    if (entry !== null) setFollowing(false);
  }, [entry]);

  // At once: a moment later another place may be sought, and to stand where the reader was would end that.
  useLayoutEffect(() => session.stand(entry), [session, entry]);

  const select = useCallback((target: number) => {
    setFollowing(false);
    go({ entry: target });
  }, []);

  const moves = useMemo(() => {
    // What the reader asked for last counts, though an earlier answer may come later.
    let asked = 0;
    const seek = (ordinal: number) => {
      asked++;
      session.seek(ordinal, select);
    };
    const goTo = async (target: Promise<number | null>) => {
      const own = ++asked;
      const found = await target;
      if (own === asked && found !== null) select(found);
    };
    return {
      select,
      seek,
      step(by: number) {
        const { listing, at, page } = latest.current;
        // The place that is being read is where the reader is already.
        if (page.sought !== null) return seek(Math.max(0, Math.min(page.count - 1, page.sought + by)));
        const position = at === null ? -1 : listing.positionOf(at);
        // Between two rows (the filter hides the cursor's entry) a step back lands on the row before.
        const isBetween = by < 0 && listing.at(position)?.entry.entry !== at;
        const target = position + by + (isBetween ? 1 : 0);
        void goTo(listing.entryAt(Math.max(0, Math.min(listing.count - 1, target))));
      },
      toEnd(end: "first" | "last") {
        const { listing } = latest.current;
        void goTo(listing.entryAt(end === "first" ? 0 : listing.count - 1));
      },
      follow() {
        go({ entry: null });
        setFollowing(true);
      },
      lookBack: () => setFollowing(false),
      release: () => go({ entry: null }),
    };
  }, [select, session]);

  const ordinal = index < 0 ? -1 : first + index;
  // The same object while it stands: what is drawn by it alone is not drawn again when something else is told.
  return useMemo(() => ({ entry, index, ordinal, isFollowing, ...moves }), [entry, index, ordinal, isFollowing, moves]);
}
