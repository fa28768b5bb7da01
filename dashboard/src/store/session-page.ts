import type { Entry } from "@lighty/protocol";
import { type Outline, OutlineFold } from "@lighty/protocol/projections";
import { entriesBefore } from "../model/outline-place.ts";
import { type Reading, readEntry } from "../model/reading.ts";
import { type Run, Tail, tailEntries } from "../model/tail.ts";
import { Traffic } from "../model/traffic.ts";
import type { SessionSource } from "../source/session-source.ts";
import { Intake, type Screen } from "./intake.ts";
import { readOutline } from "./read-outline.ts";
import { Window } from "./window.ts";

/** What a view sees of a session. */
export interface Page extends Run {
  /** Entries of the whole session, as far as they are known. */
  readonly count: number;
  readonly outline: Outline;
  /** Whether the run holds every entry of the session. */
  readonly isWhole: boolean;
  /** Whether the run ends at the latest entry, and grows as entries come. */
  readonly isAtHead: boolean;
  /** The place among all entries that the reader asked for and that is being read; null while there is none. */
  readonly sought: number | null;
  /** Changes when any of this does. */
  readonly version: number;
  /** Entries received and on their way in. */
  readonly waiting: number;
  /** Whether the reader wants nothing taken in for now. */
  readonly isPaused: boolean;
  /** Entries received and kept back meanwhile. */
  readonly held: number;
}

/**
 * One session as it streams in and as the reader moves through it. Its latest entries are at hand; an older place of a long session is read
 * when it is looked for. Views subscribe with useSyncExternalStore and are told once per paint.
 *
 *   outline  |----|----|----|----|----|----|----|----|-|     where everything is
 *   window            |=========|                            what the reader looks at
 *   tail                                  |==============|   what grows
 */
export class SessionPage {
  readonly sessionId: string;
  readonly #source: SessionSource;
  readonly #intake: Intake;
  readonly #listeners = new Set<() => void>();
  readonly #takers = new Set<(readings: readonly Reading[]) => void>();
  readonly #window: Window;
  #tail: Tail;
  #fold: OutlineFold;
  /** The entry the reader stands at, null for the latest. */
  #at: number | null = null;
  /** First entry that is read of a session too long to be read whole. */
  #startsAt = 0;
  #sought: number | null = null;
  #isPaused = false;
  /** Asks again for what was held before the tail, where nobody answered. */
  #askBaseAgain: (() => void) | null = null;
  #page: Page;

  constructor(sessionId: string, source: SessionSource, screen?: Screen) {
    this.sessionId = sessionId;
    this.#source = source;
    this.#window = new Window(sessionId, source, () => this.#tell());
    this.#tail = this.#newTail({ traffic: new Traffic(sessionId), first: 0 });
    this.#fold = new OutlineFold(sessionId);
    this.#intake = new Intake({ take: (entries) => this.#take(entries), tell: () => this.#tell() }, screen);
    this.#page = this.#look(0);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Page => this.#page;

  /** Hears every entry as it is taken in. Returns what ends it. */
  onTaken(taker: (readings: readonly Reading[]) => void): () => void {
    this.#takers.add(taker);
    return () => this.#takers.delete(taker);
  }

  /** Finds out how long the session is, and reads its end where it is too long to be read whole. Returns where to follow from. */
  async start(signal: AbortSignal): Promise<string | null> {
    this.reset();
    const outline = await readOutline(this.#source, this.sessionId, signal);
    this.#fold = new OutlineFold(this.sessionId, outline);
    if (outline.entries <= tailEntries) return null;
    // Asked for together: neither has to wait for the other.
    const last = outline.stretches.slice(-lastStretches);
    const [first] = last;
    if (first === undefined) return null;
    const traffic = new Traffic(this.sessionId);
    const ask = { after: first.first - 1, limit: pageEntries };
    const [{ entries, place }] = await Promise.all([
      this.#source.read(this.sessionId, ask, signal),
      this.#learnBase(traffic, first.first - 1, signal),
    ]);
    for (const entry of entries) this.#fold.apply(entry);
    this.#tail = this.#newTail({ traffic, first: entriesBefore(outline, outline.stretches.length - last.length) });
    this.#startsAt = first.first;
    this.#open();
    this.add(entries);
    return place;
  }

  add(entries: readonly Entry[]): void {
    this.#intake.add(entries);
  }

  /** Takes nothing in, or goes on with all that came meanwhile. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#intake.hold(isPaused);
    this.#tell();
  }

  /** Stands at an entry, or at the latest; reads what lies there where it is not at hand. */
  stand(at: number | null): void {
    if (this.#at !== at) this.#standAt(at);
  }

  /** No other place is sought any more, even where the reader stands there already. */
  #standAt(at: number | null): void {
    this.#at = at;
    this.#sought = null;
    this.#open();
    this.#tell();
  }

  /** What the tail does not reach back to is read; what it reaches is there, or still comes. */
  #open(): void {
    const at = this.#at;
    const { traffic, first } = this.#tail.run;
    const isBefore = at !== null && first > 0 && at < (traffic.readings[0]?.entry.entry ?? this.#startsAt);
    if (isBefore) this.#window.open(this.#fold.outline, at);
    else this.#window.close();
  }

  /**
   * Goes to a place of the session, counted from 0: `found` hears which entry stands there, at once where it is at hand. While it is read
   * the reader may ask for other places; the latest counts.
   */
  seek(ordinal: number, found: (entry: number) => void): void {
    for (const { traffic, first } of [this.#tail.run, this.#page]) {
      const reading = traffic.readings[ordinal - first];
      if (reading === undefined) continue;
      this.#standAt(reading.entry.entry);
      return found(reading.entry.entry);
    }
    this.#sought = ordinal;
    this.#window.seek(this.#fold.outline, ordinal, (entry) => {
      // The run and the cursor in it become others together: no view sees one without the other.
      this.#at = entry;
      found(entry);
    });
    this.#tell();
  }

  /** Reads again what could not be read while nobody answered. */
  lookAgain(): void {
    this.#askBaseAgain?.();
    this.#open();
    this.#tell();
  }

  /** Another log answers, or reading begins anew: nothing read so far is part of it. */
  reset(): void {
    this.#intake.stop();
    this.#window.close();
    this.#askBaseAgain = null;
    this.#tail = this.#newTail({ traffic: new Traffic(this.sessionId), first: 0 });
    this.#fold = new OutlineFold(this.sessionId);
    this.#tell();
  }

  stop(): void {
    this.#intake.stop();
    this.#window.close();
  }

  #take(entries: readonly Entry[]): void {
    const readings = entries.map(readEntry);
    const before = this.#tail.run;
    for (const entry of entries) this.#fold.apply(entry);
    this.#tail.append(readings);
    // What the reader looks at is not taken from under them when the tail goes on without it.
    const isIn = ({ traffic }: Run) => this.#at !== null && traffic.indexOf(this.#at) >= 0;
    if (isIn(before) && !isIn(this.#tail.run)) this.#window.keep(before);
    for (const taker of this.#takers) taker(readings);
  }

  #newTail(run: Run): Tail {
    const begun = (young: Traffic, afterEntry: number): void => {
      this.#askBaseAgain = null;
      this.#learnBase(young, afterEntry).then(
        () => this.#tell(),
        () => {
          this.#askBaseAgain = () => begun(young, afterEntry);
        },
      );
    };
    return new Tail(run, begun);
  }

  async #learnBase(traffic: Traffic, entry: number, signal = new AbortController().signal): Promise<void> {
    traffic.beginAt(await this.#source.statesAt(this.sessionId, entry, signal));
  }

  #look(version: number): Page {
    const tail = this.#tail.run;
    const run = this.#window.run ?? tail;
    const { outline } = this.#fold;
    const count = Math.max(outline.entries, tail.first + tail.traffic.length);
    const isAtHead = run.traffic === tail.traffic;
    const isWhole = run.first === 0 && run.traffic.length + this.#waiting >= count;
    return {
      ...run,
      count,
      outline,
      isWhole,
      isAtHead,
      sought: this.#window.isReading ? this.#sought : null,
      version,
      waiting: this.#isPaused ? 0 : this.#waiting,
      isPaused: this.#isPaused,
      held: this.#isPaused ? this.#waiting : 0,
    };
  }

  get #waiting(): number {
    return this.#intake.waiting;
  }

  #tell(): void {
    this.#page = this.#look(this.#page.version + 1);
    for (const listener of this.#listeners) listener();
  }
}

/** What a source gives in one page. */
export const pageEntries = 1_000;

/** Stretches read first of a session that is too long to be read whole: a screenful and a good way back. */
const lastStretches = 2;
