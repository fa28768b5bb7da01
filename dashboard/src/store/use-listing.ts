import { everything, formatFilter, matcherOf } from "@lighty/protocol/filter";
import { useEffect, useMemo, useReducer } from "react";
import { filterOf, isNarrowing, type Narrowing } from "../model/filter.ts";
import { type Listing, WholeListing } from "../model/listing.ts";
import { Rows } from "../model/rows.ts";
import { PagedListing } from "./paged-listing.ts";
import type { Page, SessionPage } from "./session-page.ts";
import { useSource } from "./source.ts";
import { useSettled } from "./use-settled.ts";

/** How long a filter stands still before a long session is searched for it. */
const stillMs = 250;

/** Rows that are brought in as they are wanted; `version` is another whenever they may be. */
interface ListingView {
  readonly listing: Listing;
  readonly version: string;
}

/** The rows of a session that a narrowing shows: out of what is at hand where that is all of it, else page by page from the source. */
export function useListing(session: SessionPage, page: Page, narrowing: Narrowing): ListingView {
  const source = useSource();
  const [tells, told] = useReducer((count: number) => count + 1, 0);
  const { isWhole } = page;
  // What is at hand is looked through at each letter; a source is not asked to search for half a word.
  const written = useSettled(narrowing.text, isWhole ? 0 : stillMs);
  const parsed = filterOf({ ...narrowing, text: written });
  // A text that cannot be understood hides nothing; where its fault lies stands beside the field.
  const filter = parsed.ok ? parsed.filter : everything;
  const { traffic } = page;
  const text = parsed.ok && isNarrowing({ ...narrowing, text: written }) ? formatFilter(filter) : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the same filter is a new object at each step of the cursor
  const rows = useMemo(() => new Rows(matcherOf(filter)), [traffic, isWhole, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the outline is where the listing starts from; it grows on its own
  const paged = useMemo(() => {
    if (isWhole) return null;
    const total = () => session.snapshot().count;
    const ports = { source, sessionId: session.sessionId, total, run: () => session.snapshot(), told };
    return new PagedListing(ports, text, page.outline);
  }, [source, session, isWhole, text]);

  useEffect(() => {
    if (paged === null) return;
    const leave = session.onTaken((readings) => paged.append(readings));
    return () => {
      leave();
      paged.close();
    };
  }, [paged, session]);

  const whole = useMemo(() => new WholeListing(traffic, rows), [traffic, rows]);
  const isAwaited = written !== narrowing.text;
  if (paged !== null) paged.isAwaited = isAwaited;
  else rows.extend(traffic.readings);
  return { listing: paged ?? whole, version: `${page.version} ${tells} ${isAwaited}` };
}
