import type { Entry, SessionSummary } from "@lighty/protocol";
import { type Matcher, matcherOf, parseFilter } from "@lighty/protocol/filter";
import { Listing, OutlineFold, Projections, StateFold } from "@lighty/protocol/projections";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import type { Ask, EntryPage, OutlineAsk, OutlinePart } from "./session-source.ts";

/** Entries kept in memory, answered for as a relay answers: the log of a source that has no relay. */
export class EntryShelf {
  readonly projections = new Projections();
  readonly #listing = new Listing();
  readonly #sessions = new Map<string, Entry[]>();

  /** Takes in what follows, in log order; returns the sessions whose summary is another now. */
  add(entries: readonly Entry[]): Set<string> {
    const listed = entries.map((entry) => this.#listing.list(entry));
    for (const entry of listed) {
      for (const sessionId of entry.sessions) {
        const own = this.#sessions.get(sessionId);
        if (own === undefined) this.#sessions.set(sessionId, [entry]);
        else own.push(entry);
      }
    }
    return this.projections.apply(listed);
  }

  /** The entries of a session, in log order. */
  entries(sessionId: string): readonly Entry[] {
    return this.#sessions.get(sessionId) ?? [];
  }

  summaries(): SessionSummary[] {
    return this.projections.sessions.page(Number.POSITIVE_INFINITY).sessions;
  }

  outline(sessionId: string, { filter, after = 0 }: OutlineAsk): OutlinePart {
    const passes = matcherFor(filter);
    const fold = new OutlineFold(sessionId);
    for (const entry of this.entries(sessionId)) if (entry.entry > after && passes(entry)) fold.apply(entry);
    return { outline: fold.outline, next: null };
  }

  read(sessionId: string, { after, before = Number.POSITIVE_INFINITY, limit, filter }: Ask): EntryPage {
    const passes = matcherFor(filter);
    const all = this.entries(sessionId);
    const isForward = after !== undefined;
    const found: Entry[] = [];
    for (let step = 0; step < all.length && found.length <= limit; step++) {
      const entry = all[isForward ? step : all.length - 1 - step] as Entry;
      const isBeyond = isForward ? entry.entry > after : entry.entry < before;
      if (isBeyond && passes(entry)) found.push(entry);
    }
    const entries = found.slice(0, limit);
    const hasMore = found.length > limit;
    const end = isForward ? (all.at(-1)?.entry ?? 0) : 1;
    const reached = hasMore ? (entries.at(-1)?.entry ?? end) : end;
    return { entries: isForward ? entries : entries.reverse(), hasMore, reached, place: null };
  }

  statesAt(sessionId: string, at: number): DeviceCheckpoint[] {
    const { states } = this.projections;
    return states.devices(sessionId).flatMap(({ deviceId, role }) => {
      const from = states.nearest(sessionId, deviceId, at);
      const fold = new StateFold(sessionId, deviceId, from);
      for (const entry of this.entries(sessionId))
        if (entry.entry > (from?.entry ?? 0) && entry.entry <= at) fold.apply(entry);
      return fold.state === undefined ? [] : [{ deviceId, role, ...fold.state }];
    });
  }
}

function matcherFor(filter: string | undefined): Matcher {
  const parsed = parseFilter(filter ?? "");
  if (!parsed.ok) throw new Error("the filter cannot be understood");
  return matcherOf(parsed.filter);
}
