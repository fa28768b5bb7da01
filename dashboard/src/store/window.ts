import type { Entry } from "@lighty/protocol";
import { type Outline, stretchEntries } from "@lighty/protocol/projections";
import { ordinalOf, startOf } from "../model/outline-place.ts";
import type { Run } from "../model/tail.ts";
import { Traffic } from "../model/traffic.ts";
import type { SessionSource } from "../source/session-source.ts";

/** Entries to either side of a place that are read at once: a screenful, so that a hand at the slider sees where it is. */
const nearEntries = 96;
/** Entries to either side that are read once the reader rests there. */
const wideEntries = 768;
const restMs = 250;
/** What a wide run is read by: a page that is parsed between two paints. */
const pieceEntries = 256;
/** What taking in may cost at a time. */
const budgetMs = 6;

/** A place to be read: so many entries by their ordinals, and what is done once they are there. */
interface Goal {
  readonly outline: Outline;
  readonly from: number;
  readonly until: number;
  readonly arrived: (run: Run) => void;
}

/**
 * The run of a long session that the reader looks at, away from its latest entries. One is held, and one read at a time: of the places that
 * were wished for meanwhile the latest is read next, and the others never. It is narrow at first, and wider once the reader rests.
 */
export class Window {
  readonly #sessionId: string;
  readonly #source: SessionSource;
  readonly #told: () => void;
  #run: Run | null = null;
  #next: Goal | null = null;
  #reading: AbortController | null = null;
  #isWidening = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(sessionId: string, source: SessionSource, told: () => void) {
    this.#sessionId = sessionId;
    this.#source = source;
    this.#told = told;
  }

  get run(): Run | null {
    return this.#run;
  }

  /** Whether a place is being read that is not at hand. */
  get isReading(): boolean {
    return this.#reading !== null && !this.#isWidening;
  }

  /** Reads what lies around an entry, if it is not at hand. What is shown stays until the new run is there. */
  open(outline: Outline, entry: number): void {
    if ((this.#run?.traffic.indexOf(entry) ?? -1) >= 0) return this.#stay();
    const place = ordinalOf(outline, entry);
    if (place === undefined) return this.#stop();
    const [from, until] = [place.from - nearEntries, place.until + nearEntries];
    this.#want({ outline, from, until, arrived: () => undefined });
  }

  /** Reads what lies around a place of the session, counted from 0; `found` hears which entry stands there as soon as it is at hand. */
  seek(outline: Outline, ordinal: number, found: (entry: number) => void): void {
    const arrived = ({ traffic, first }: Run) => {
      const entry = traffic.readings[ordinal - first]?.entry.entry;
      if (entry !== undefined) found(entry);
    };
    this.#want({ outline, from: ordinal - nearEntries, until: ordinal + nearEntries, arrived });
  }

  /** The run that was shown until now, kept as it is. */
  keep(run: Run): void {
    this.#stop();
    this.#run = run;
  }

  close(): void {
    this.#stop();
    this.#run = null;
  }

  /** No other place is wished for any more. */
  #stay(): void {
    this.#next = null;
    if (this.#isWidening) return;
    this.#reading?.abort();
    this.#reading = null;
  }

  #stop(): void {
    clearTimeout(this.#rest);
    this.#isWidening = false;
    this.#stay();
  }

  #want(goal: Goal): void {
    clearTimeout(this.#rest);
    this.#next = goal;
    if (this.#isWidening) this.#reading?.abort();
    if (this.#reading === null || this.#isWidening) void this.#readOn();
  }

  async #readOn(): Promise<void> {
    const abort = new AbortController();
    this.#reading = abort;
    this.#isWidening = false;
    for (let goal = this.#next; goal !== null; goal = this.#next) {
      this.#next = null;
      // Where it cannot be read what was shown stays; the connection says why.
      const run = await this.#read(goal, abort.signal).catch(() => null);
      if (abort.signal.aborted) return;
      if (this.#next === null) this.#reading = null;
      if (run !== null) {
        this.#run = run;
        // Who wishes for another place by now does not rest here.
        if (this.#next === null) this.#rest = setTimeout(() => void this.#widen(goal), restMs);
        goal.arrived(run);
      }
      this.#told();
    }
  }

  async #widen(goal: Goal): Promise<void> {
    if (this.#reading !== null) return;
    const abort = new AbortController();
    this.#reading = abort;
    this.#isWidening = true;
    const wide = { ...goal, from: goal.from - wideEntries, until: goal.until + wideEntries };
    const run = await this.#read(wide, abort.signal).catch(() => null);
    if (abort.signal.aborted) return;
    this.#reading = null;
    this.#isWidening = false;
    this.#run = run ?? this.#run;
    this.#told();
  }

  async #read({ outline, from, until }: Goal, signal: AbortSignal): Promise<Run> {
    const traffic = new Traffic(this.#sessionId);
    const { entry, ordinal } = startOf(outline, Math.max(0, from));
    const base = entry > 1 ? this.#source.statesAt(this.#sessionId, entry - 1, signal) : [];
    const [checkpoints] = await Promise.all([base, this.#fill(traffic, entry, until - ordinal, signal)]);
    traffic.beginAt(checkpoints);
    return { traffic, first: ordinal };
  }

  /** Takes in so many entries from one on. */
  async #fill(traffic: Traffic, from: number, count: number, signal: AbortSignal): Promise<void> {
    const most = count > stretchEntries + 2 * nearEntries ? pieceEntries : count;
    for (let after = from - 1; traffic.length < count; ) {
      const limit = Math.min(most, count - traffic.length);
      const page = await this.#source.read(this.#sessionId, { after, limit }, signal);
      await this.#takeIn(traffic, page.entries, signal);
      if (!page.hasMore) return;
      after = page.reached;
    }
  }

  async #takeIn(traffic: Traffic, entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    let end = performance.now() + budgetMs;
    for (let at = 0; at < entries.length; at += slice) {
      traffic.append(entries.slice(at, at + slice));
      if (performance.now() < end) continue;
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      end = performance.now() + budgetMs;
    }
  }
}

const slice = 32;
