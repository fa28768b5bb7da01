import type { Entry, SessionSummary } from "@lighty/protocol";
import { type Matcher, matcherOf, parseFilter } from "@lighty/protocol/filter";
import {
  type DeliveryReport,
  type DivergenceReport,
  Listing,
  OutlineFold,
  Projections,
  StateFold,
} from "@lighty/protocol/projections";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import { lastAtOrBefore } from "../model/rows.ts";
import { type EntryStore, MemoryEntries } from "./entry-store.ts";
import type { Ask, EntryPage, OutlineAsk, OutlinePart } from "./session-source.ts";
import type { Shelf } from "./shelved-source.ts";

/** Entries looked at before an answer is given, however little was found: the page that asks shows how far a search has come. */
const mostLooked = 8_192;
const slice = 512;

const mostPaths = 1_000;

/** The log of a source that has no relay: it folds the same projections over its entries and answers as a relay answers. */
export class EntryShelf implements Shelf {
  readonly projections = new Projections();
  readonly #store: EntryStore;
  readonly #listing = new Listing();
  /** Numbers of each session's entries; they rise. */
  readonly #sessions = new Map<string, number[]>();

  constructor(store: EntryStore = new MemoryEntries()) {
    this.#store = store;
  }

  /** Number of the next entry. */
  get next(): number {
    return this.#store.count + 1;
  }

  /** Takes in what follows, in log order, numbered as `next` says; returns the sessions whose summary is another now. */
  add(entries: readonly Entry[]): Set<string> {
    this.#store.append(entries);
    const listed = entries.map((entry) => this.#listing.list(entry));
    for (const { entry, sessions } of listed) {
      for (const sessionId of sessions) {
        const own = this.#sessions.get(sessionId);
        if (own === undefined) this.#sessions.set(sessionId, [entry]);
        else own.push(entry);
      }
    }
    return this.projections.apply(listed);
  }

  summaries(): SessionSummary[] {
    return this.projections.sessions.page(Number.MAX_SAFE_INTEGER).sessions;
  }

  /** The latest paths of its events, and how each transport fared. */
  delivery(sessionId: string): DeliveryReport | null {
    return this.projections.delivery.report(sessionId, mostPaths) ?? null;
  }

  divergence(sessionId: string): DivergenceReport | null {
    return this.projections.divergence.report(sessionId) ?? null;
  }

  async outline(sessionId: string, { filter, after = 0 }: OutlineAsk): Promise<OutlinePart> {
    if (filter === undefined && after === 0) {
      const kept = this.projections.outlines.outline(sessionId);
      return { outline: structuredClone(kept ?? { entries: 0, stretches: [] }), next: null };
    }
    const passes = matcherFor(filter);
    const fold = new OutlineFold(sessionId);
    const numbers = this.#numbers(sessionId);
    const from = lastAtOrBefore(numbers, after, (number) => number) + 1;
    const until = Math.min(numbers.length, from + mostLooked);
    for (let at = from; at < until; at += slice) {
      const entries = await this.#store.get(numbers.slice(at, Math.min(until, at + slice)));
      for (const entry of entries) if (passes(entry)) fold.apply(entry);
    }
    return { outline: fold.outline, next: until < numbers.length ? (numbers[until - 1] as number) : null };
  }

  async read(sessionId: string, { after, before, limit, filter }: Ask): Promise<EntryPage> {
    const passes = matcherFor(filter);
    const numbers = this.#numbers(sessionId);
    const isForward = after !== undefined;
    // Forward, what comes after the place; backward, what comes before it, turned round.
    const at =
      lastAtOrBefore(numbers, isForward ? after : (before ?? Number.MAX_SAFE_INTEGER) - 1, (number) => number) + 1;
    const way = isForward
      ? numbers.slice(at, at + mostLooked)
      : numbers.slice(Math.max(0, at - mostLooked), at).reverse();
    const hasBeyond = isForward ? at + way.length < numbers.length : at > way.length;
    const found: Entry[] = [];
    for (let looked = 0; looked < way.length; looked += slice) {
      const part = way.slice(looked, looked + slice);
      const entries = await this.#store.get(isForward ? part : part.toReversed());
      for (const entry of isForward ? entries : entries.reverse()) {
        if (!passes(entry)) continue;
        if (found.length === limit) return pageOf(found, isForward, true, (found.at(-1) as Entry).entry);
        found.push(entry);
      }
    }
    return pageOf(found, isForward, hasBeyond, way.at(-1) ?? after ?? 0);
  }

  async statesAt(sessionId: string, at: number): Promise<DeviceCheckpoint[]> {
    const { states } = this.projections;
    const numbers = this.#numbers(sessionId);
    const checkpoints: DeviceCheckpoint[] = [];
    for (const { deviceId, role } of states.devices(sessionId)) {
      const from = states.nearest(sessionId, deviceId, at);
      const fold = new StateFold(sessionId, deviceId, from);
      const between = numbers.filter((number) => number > (from?.entry ?? 0) && number <= at);
      for (const entry of await this.#store.get(between)) fold.apply(entry);
      if (fold.state !== undefined) checkpoints.push({ deviceId, role, ...fold.state });
    }
    return checkpoints;
  }

  #numbers(sessionId: string): readonly number[] {
    return this.#sessions.get(sessionId) ?? [];
  }
}

function pageOf(found: Entry[], isForward: boolean, hasMore: boolean, reached: number): EntryPage {
  return { entries: isForward ? found : found.toReversed(), hasMore, reached, place: String(reached) };
}

function matcherFor(filter: string | undefined): Matcher {
  const parsed = parseFilter(filter ?? "");
  if (!parsed.ok) throw new Error("the filter cannot be understood");
  return matcherOf(parsed.filter);
}
