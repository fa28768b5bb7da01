import { matcherOf } from "@lighty/protocol/filter";
import Sqlite, { type Database } from "better-sqlite3";
import { unreadable } from "../errors.ts";
import type { LogEntry, Page, ReadOptions } from "./event-log.ts";
import type { Facets } from "./facets.ts";
import { anything, narrowingOf } from "./narrowing.ts";
import { inAll, inAny, type Places, placesBy } from "./places.ts";
import type { SessionNumbers } from "./session-numbers.ts";
import { StoredEntry } from "./stored-entry.ts";
import { soughtWords, TextPlaces } from "./text-index.ts";
import { type Unit, Units } from "./units.ts";

/** Frames looked into, and units passed over, for one page of a filter: what finds little answers early and is asked again from there. */
const mostFrames = 2_048;
const mostUnits = 256;

/** With more facets than this a filter is too broad for their places to save anything. */
const mostSoughtFacets = 64;

/** Pages of entries, read over any connection to a log: the writer's own, or one that only reads. */
export class Pages {
  readonly #units: Units;
  readonly #facets: Facets;
  readonly #sessions: SessionNumbers;
  readonly #text: TextPlaces;
  readonly #places: Record<"all" | "session" | "facet", PlaceStatements>;
  readonly #gone: () => string;
  /** What has been pruned and removed by now: what is at hand is of the log as it was then. */
  #isAfter: string;
  readonly #read: (options: ReadOptions, head: number) => Page;

  constructor(db: Database, sessions: SessionNumbers, facets: Facets) {
    this.#units = new Units(db);
    this.#facets = facets;
    this.#text = new TextPlaces(db);
    this.#sessions = sessions;
    this.#places = {
      all: preparePlaces(db, "block", "1"),
      session: preparePlaces(db, "session_block", "session = ?"),
      facet: preparePlaces(db, "facet_block", "facet = ?"),
    };
    const gone = db.prepare<[], string>("SELECT pruned || ' ' || removals FROM log").pluck();
    this.#gone = () => gone.get() ?? "";
    this.#isAfter = this.#gone();
    // One moment of the file, while it is being written to and tidied.
    this.#read = db.transaction((options: ReadOptions, head: number) => this.#page(options, head));
  }

  /** Reads what stands up to `head`; what was written since has not been told yet. Throws `storage_failed` where the file is damaged. [ERR-2] */
  read(options: ReadOptions, head: number): Page {
    try {
      return this.#read(options, head);
    } catch (error) {
      throw error instanceof Sqlite.SqliteError || error instanceof SyntaxError ? unreadable(error) : error;
    }
  }

  #page(options: ReadOptions, head: number): Page {
    const { after = 0, before, limit, mostLetters = Number.POSITIVE_INFINITY } = options;
    const { sessionId, filter, withRemoved = false } = options;
    this.#forgetGone();
    const isBackward = before !== undefined;
    const end = isBackward ? 0 : head;
    const session = sessionId === undefined ? null : (this.#sessions.find(sessionId) ?? null);
    if (sessionId !== undefined && session === null) return { entries: [], hasMore: false, reached: end };
    const may = filter === undefined ? null : narrowingOf(filter);
    const passes = filter === undefined ? () => true : matcherOf(filter);
    // There may be tens of thousands, and where the columns can say nothing it is all of them.
    const facets = may === null || may === anything ? null : this.#facets.matching(may);
    const words = filter === undefined ? null : soughtWords(filter);
    const sealed = this.#sealed(isBackward, session, facets, words);

    const found: LogEntry[] = [];
    const [from, to] = isBackward ? [Math.min(before, head + 1) - 1, 1] : [after + 1, head];
    let [frames, units, letters] = [0, 0, 0];
    for (const unit of this.#units.walk(from, isBackward, sealed)) {
      if (unit.first > head) break;
      const { columns } = unit;
      const names = columns.lists.map((list) => list.map((number) => this.#sessions.name(number) as string));
      for (const entry of entriesOf(unit, from, to, isBackward)) {
        const i = entry - unit.first;
        if (!withRemoved && unit.removed.has(i)) continue;
        const list = columns.listed[i] as number;
        if (session !== null && !(columns.lists[list] as number[]).includes(session)) continue;
        if (may !== null) {
          const observedAt = columns.from[1] + (columns.observed[i] as number);
          const row = { entry, observedAt, revision: columns.revision[i] ?? null };
          if (!may(this.#facets.get(columns.facet[i] as number), row)) continue;
          frames += 1;
        }
        const stored = new StoredEntry(entry, unit, names[list] as readonly string[]);
        if (!passes(stored)) continue;
        if (found.length === limit || letters >= mostLetters)
          return { entries: found, hasMore: true, reached: (found.at(-1) as LogEntry).entry };
        found.push(stored);
        if (mostLetters < Number.POSITIVE_INFINITY) letters += stored.text.length;
      }
      units += 1;
      const reached = isBackward ? unit.first : Math.min(unit.last, head);
      if (may !== null && (frames >= mostFrames || units >= mostUnits) && reached !== end)
        return { entries: found, hasMore: true, reached };
    }
    return { entries: found, hasMore: false, reached: end };
  }

  #forgetGone(): void {
    const gone = this.#gone();
    if (gone === this.#isAfter) return;
    this.#isAfter = gone;
    this.#units.forget();
    this.#sessions.clear();
  }

  /** Which blocks are worth opening. */
  #sealed(isBackward: boolean, session: number | null, facets: readonly number[] | null, words: string | null): Places {
    const direction = isBackward ? "down" : "up";
    const every = placesBy(this.#places.all[direction]);
    const all = [every];
    if (words !== null) all.push(this.#text.of(words, isBackward, every));
    if (session !== null) all.push(placesBy(this.#places.session[direction], session));
    if (facets !== null && facets.length <= mostSoughtFacets) {
      const each = facets.map((facet) => placesBy(this.#places.facet[direction], facet));
      all.push(inAny(each, isBackward));
    }
    return inAll(all);
  }
}

type PlaceStatements = ReturnType<typeof preparePlaces>;

function preparePlaces(db: Database, table: string, where: string) {
  const of = `SELECT last FROM ${table} WHERE ${where} AND last`;
  return {
    up: db.prepare<number[], number>(`${of} >= ? ORDER BY last LIMIT 1`).pluck(),
    down: db.prepare<number[], number>(`${of} <= ? ORDER BY last DESC LIMIT 1`).pluck(),
  };
}

/** Entries of a unit from one number to another, both included. */
function* entriesOf({ first, last }: Unit, from: number, to: number, isBackward: boolean): Iterable<number> {
  if (isBackward) for (let entry = Math.min(last, from); entry >= first && entry >= to; entry--) yield entry;
  else for (let entry = Math.max(first, from); entry <= last && entry <= to; entry++) yield entry;
}
