import { matcherOf, parseFilter } from "@lighty/protocol/filter";
import { type Outline, OutlineFold, stretchEntries } from "@lighty/protocol/projections";
import type { Listing } from "../model/listing.ts";
import { placeAt, placeOf } from "../model/outline-place.ts";
import { type Reading, readEntry } from "../model/reading.ts";
import { lastAtOrBefore } from "../model/rows.ts";
import type { Run } from "../model/tail.ts";
import type { SessionSource } from "../source/session-source.ts";
import { readOutline } from "./read-outline.ts";

/** Pages of rows held; those looked at longest ago go first. */
const mostPages = 8;
/** After a page that could not be read and is still looked at, or a search that broke off. */
const againMs = 1_000;

/** What a paged listing leans on. */
export interface ListingPorts {
  readonly source: SessionSource;
  readonly sessionId: string;
  /** Entries of the session, shown or not. */
  total(): number;
  /** What of the session is at hand anyway: nothing of it has to be read again. */
  run(): Run;
  /** Something of the listing is another now. */
  told(): void;
}

/**
 * Rows of a session too long to be held: its outline says how many there are and where each page of them begins, and pages are read as they
 * come into sight. With a filter the outline is of what it lets through, and grows while the source searches.
 */
export class PagedListing implements Listing {
  readonly #ports: ListingPorts;
  readonly #filter: string | null;
  readonly #passes: (reading: Reading) => boolean;
  readonly #pages = new Map<number, Reading[]>();
  readonly #asked = new Map<number, Promise<Reading[] | undefined>>();
  /** Pages in sight that are not at hand; of those that went by meanwhile none is read. */
  #wanted: number[] = [];
  #isReading = false;
  readonly #abort = new AbortController();
  #fold: OutlineFold;
  #isComplete: boolean;
  /** Another filter is being written, and will be searched for. */
  isAwaited = false;
  /** What came while the source was still searching. */
  #early: Reading[] = [];

  /** Without a filter `outline` is the session's own; with one it is searched for. */
  constructor(ports: ListingPorts, filter: string | null, outline: Outline) {
    this.#ports = ports;
    this.#filter = filter;
    const parsed = parseFilter(filter ?? "");
    const matches = parsed.ok ? matcherOf(parsed.filter) : () => false;
    this.#passes = ({ entry }) => matches(entry);
    this.#isComplete = filter === null;
    this.#fold = new OutlineFold(ports.sessionId, filter === null ? outline : undefined);
    if (filter !== null) void this.#search(filter);
  }

  get count(): number {
    return this.#fold.outline.entries;
  }

  get hidden(): number {
    return this.#filter === null ? 0 : Math.max(0, this.#ports.total() - this.count);
  }

  get isComplete(): boolean {
    return this.#isComplete && !this.isAwaited;
  }

  at(position: number): Reading | undefined {
    const held = this.#held(position);
    if (held !== undefined) return held;
    const place = placeAt(this.#fold.outline, position);
    return place && this.#page(place.index)?.[position - place.before];
  }

  positionOf(entry: number): number {
    const { traffic, first: before } = this.#ports.run();
    const index = this.#filter === null ? traffic.indexOf(entry) : -1;
    if (index >= 0) return before + index;
    const place = placeOf(this.#fold.outline, entry);
    if (place === undefined) return -1;
    const page = this.#page(place.index);
    if (page === undefined) return place.before;
    return (
      place.before +
      Math.max(
        0,
        lastAtOrBefore(page, entry, (reading) => reading.entry.entry),
      )
    );
  }

  want(from: number, to: number): void {
    this.#wanted = [];
    if (this.#held(Math.max(0, from)) !== undefined && this.#held(to) !== undefined) return;
    const { outline } = this.#fold;
    const first = placeAt(outline, Math.max(0, from));
    const last = placeAt(outline, Math.min(outline.entries - 1, to));
    if (first === undefined || last === undefined) return;
    for (let index = first.index; index <= last.index; index++) if (!this.#pages.has(index)) this.#wanted.push(index);
    if (!this.#isReading) void this.#readWanted();
  }

  /** One at a time, and always what is in sight now: a list that is thrown over a million rows asks for the few it comes to rest at. */
  async #readWanted(): Promise<void> {
    this.#isReading = true;
    for (let index = this.#wanted.shift(); index !== undefined; index = this.#wanted.shift()) {
      if (this.#pages.has(index) || (await this.#read(index)) !== undefined) continue;
      if (this.#abort.signal.aborted) return;
      this.#wanted.unshift(index);
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
    this.#isReading = false;
  }

  async entryAt(position: number): Promise<number | null> {
    const held = this.#held(position);
    if (held !== undefined) return held.entry.entry;
    const place = placeAt(this.#fold.outline, position);
    if (place === undefined) return null;
    const page = this.#page(place.index) ?? (await this.#read(place.index));
    return page?.[position - place.before]?.entry.entry ?? null;
  }

  /** What came since. */
  append(readings: readonly Reading[]): void {
    if (this.#isComplete) this.#grow(readings);
    else this.#early.push(...readings.filter(this.#passes));
  }

  close(): void {
    this.#abort.abort();
  }

  /** A run holds everything of its part of the session; of a filter's rows it does not tell which they are. */
  #held(position: number): Reading | undefined {
    if (this.#filter !== null) return undefined;
    const { traffic, first } = this.#ports.run();
    return traffic.readings[position - first];
  }

  #grow(readings: readonly Reading[]): void {
    for (const reading of readings) {
      if (!this.#passes(reading)) continue;
      const before = this.#fold.outline.entries;
      this.#fold.apply(reading.entry);
      const { entries, stretches } = this.#fold.outline;
      if (entries === before) continue;
      const last = stretches.length - 1;
      if (stretches[last]?.entries === 1) this.#keep(last, [reading]);
      else this.#pages.get(last)?.push(reading);
    }
  }

  async #search(filter: string): Promise<void> {
    const { source, sessionId, told } = this.#ports;
    const grown = (outline: Outline) => {
      // Of a search that began again what was found before stays until it finds more.
      if (outline.entries < this.count) return;
      this.#fold = new OutlineFold(sessionId, outline);
      told();
    };
    const { signal } = this.#abort;
    // A search that broke off shows what it found, never says that it is complete, and begins again: the relay may only be away.
    for (let isDone = false; !isDone; ) {
      isDone = await readOutline(source, sessionId, signal, filter, grown).then(
        () => true,
        () => false,
      );
      if (!isDone && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, againMs));
      if (signal.aborted) return;
    }
    this.#isComplete = true;
    this.#grow(this.#early.splice(0));
    told();
  }

  #page(index: number): Reading[] | undefined {
    const page = this.#pages.get(index);
    if (page === undefined) return undefined;
    this.#pages.delete(index);
    this.#pages.set(index, page);
    return page;
  }

  /** Undefined where it cannot be read. */
  #read(index: number): Promise<Reading[] | undefined> {
    const asked = this.#asked.get(index) ?? this.#readPage(index).finally(() => this.#asked.delete(index));
    this.#asked.set(index, asked);
    return asked;
  }

  async #readPage(index: number): Promise<Reading[] | undefined> {
    const stretch = this.#fold.outline.stretches[index];
    if (stretch === undefined) return undefined;
    const page = await this.#entriesOf(stretch.first, stretch.last).catch(() => undefined);
    if (page === undefined) return undefined;
    this.#keep(index, page);
    this.#ports.told();
    return page;
  }

  /** A page may come in pieces: a source that searches stops now and then to answer. */
  async #entriesOf(first: number, last: number): Promise<Reading[]> {
    const { source, sessionId } = this.#ports;
    const filter = this.#filter === null ? {} : { filter: this.#filter };
    const page: Reading[] = [];
    for (let after = first - 1; after < last; ) {
      const { entries, hasMore, reached } = await source.read(
        sessionId,
        { after, limit: stretchEntries, ...filter },
        this.#abort.signal,
      );
      for (const entry of entries) if (entry.entry <= last) page.push(readEntry(entry));
      if (!hasMore) break;
      after = reached;
    }
    return page;
  }

  #keep(index: number, page: Reading[]): void {
    this.#pages.delete(index);
    this.#pages.set(index, page);
    if (this.#pages.size > mostPages) this.#pages.delete(this.#pages.keys().next().value as number);
  }
}
