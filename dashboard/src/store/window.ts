import type { Entry } from "@lighty/protocol";
import { type Outline, stretchEntries } from "@lighty/protocol/projections";
import { entriesBefore, placeAt, placeOf } from "../model/outline-place.ts";
import type { Run } from "../model/tail.ts";
import { Traffic } from "../model/traffic.ts";
import type { SessionSource } from "../source/session-source.ts";

/** Stretches read to either side of the one that is looked for. */
const sideStretches = 3;
/** What a source gives in one page. */
export const pageEntries = 1_000;
/** Entries taken in before the page may paint in between. */
const slice = 400;

/** The run of a long session that the reader looks at, away from its latest entries. At most one is held, and at most one being read. */
export class Window {
  readonly #sessionId: string;
  readonly #source: SessionSource;
  readonly #told: () => void;
  #run: Run | null = null;
  #reading: { at: number; abort: AbortController } | null = null;

  constructor(sessionId: string, source: SessionSource, told: () => void) {
    this.#sessionId = sessionId;
    this.#source = source;
    this.#told = told;
  }

  get run(): Run | null {
    return this.#run;
  }

  get isReading(): boolean {
    return this.#reading !== null;
  }

  /** Reads what lies around an entry, if it is not at hand. What is shown stays until the new run is whole. */
  open(outline: Outline, at: number): void {
    if ((this.#run?.traffic.indexOf(at) ?? -1) >= 0 || this.#reading?.at === at) return;
    const place = placeOf(outline, at);
    this.#reading?.abort.abort();
    this.#reading = null;
    if (place === undefined) return;
    const abort = new AbortController();
    this.#reading = { at, abort };
    void this.#read(outline, place.index, abort.signal).then(
      (run) => this.#arrive(abort, run),
      () => this.#arrive(abort, this.#run),
    );
  }

  /** The run that was shown until now, kept as it is. */
  keep(run: Run): void {
    this.#run = run;
  }

  close(): void {
    this.#reading?.abort.abort();
    this.#reading = null;
    this.#run = null;
  }

  /** The entry at a place of the session. */
  async entryAt(outline: Outline, ordinal: number): Promise<number | null> {
    const place = placeAt(outline, ordinal);
    const stretch = place && outline.stretches[place.index];
    if (place === undefined || stretch === undefined) return null;
    const ask = { after: stretch.first - 1, limit: stretchEntries };
    const { entries } = await this.#source.read(this.#sessionId, ask, new AbortController().signal);
    return entries[ordinal - place.before]?.entry ?? stretch.first;
  }

  #arrive(abort: AbortController, run: Run | null): void {
    if (this.#reading?.abort !== abort) return;
    this.#reading = null;
    this.#run = run;
    this.#told();
  }

  async #read(outline: Outline, middle: number, signal: AbortSignal): Promise<Run> {
    const from = Math.max(0, middle - sideStretches);
    const to = Math.min(outline.stretches.length - 1, middle + sideStretches);
    const first = outline.stretches[from]?.first ?? 1;
    const last = outline.stretches[to]?.last ?? first;
    const traffic = new Traffic(this.#sessionId);
    if (from > 0) traffic.beginAt(await this.#source.statesAt(this.#sessionId, first - 1, signal));
    for (let after = first - 1; after < last; ) {
      const page = await this.#source.read(this.#sessionId, { after, limit: pageEntries }, signal);
      const entries = page.entries.filter(({ entry }) => entry <= last);
      await this.#takeIn(traffic, entries, signal);
      if (!page.hasMore) break;
      after = page.reached;
    }
    return { traffic, first: entriesBefore(outline, from) };
  }

  async #takeIn(traffic: Traffic, entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    for (let at = 0; at < entries.length; at += slice) {
      traffic.append(entries.slice(at, at + slice));
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
    }
  }
}
