import type { Frame } from "@lighty/protocol";
import { type Filter, wordsOf } from "@lighty/protocol/filter";
import type { Database } from "better-sqlite3";
import { unpackBlock } from "./blocks.ts";
import type { Places } from "./places.ts";

/** Pages of the index merged in one step, so that nobody waits for it. */
const mergePages = 64;

/**
 * The words of the payloads, by the block they lie in. It follows behind, when there is time: a block that it does not know yet is opened by
 * every search, so it may lag and never hides anything. Its words are cut as the matcher cuts them. [FLT-3]
 */
export class TextIndex {
  readonly #db: Database;
  readonly #sql;
  /** Every block up to here is in it. */
  #indexed: number;
  /** Words of blocks that are gone may still lie in it. */
  #isStale: boolean;
  #isMerging = false;
  /** It may lie in more parts than need be. */
  #isScattered = true;

  constructor(db: Database, indexed: number, isStale: boolean) {
    this.#db = db;
    this.#indexed = indexed;
    this.#isStale = isStale;
    this.#sql = {
      next: db.prepare<[number, number], { last: number; frames: Buffer }>(
        "SELECT last, frames FROM block WHERE last > ? AND last <= ? ORDER BY last LIMIT 1",
      ),
      add: db.prepare<[number, string]>("INSERT INTO word (rowid, body) VALUES (?, ?)"),
      drop: db.prepare<[number]>("DELETE FROM word WHERE rowid = ?"),
      dropAll: db.prepare("INSERT INTO word (word) VALUES ('delete-all')"),
      merge: db.prepare<[number]>("INSERT INTO word (word, rank) VALUES ('merge', ?)"),
      changes: db.prepare<[], number>("SELECT total_changes()").pluck(),
      mark: db.prepare<[number]>("UPDATE log SET indexed = ?"),
    };
  }

  /** Takes the next block in, of those up to `sealed`: beyond, older entries may still become blocks. True when there may be more to do. */
  add(sealed: number): boolean {
    const block = this.#sql.next.get(this.#indexed, sealed);
    if (block === undefined) return false;
    this.#db.transaction(() => {
      this.#sql.add.run(block.last, unpackBlock(block.frames).map(bodyOf).join("\n"));
      this.#sql.mark.run(block.last);
    })();
    this.#indexed = block.last;
    this.#isScattered = true;
    return true;
  }

  /** Forgets a block, in the transaction that is under way. */
  drop(last: number): void {
    if (last > this.#indexed) return;
    this.#sql.drop.run(last);
    this.#isStale = true;
  }

  /** A block holds other texts than before; in the transaction that is under way. */
  replace(last: number, texts: readonly string[]): void {
    if (last > this.#indexed) return;
    this.drop(last);
    this.#sql.add.run(last, texts.map(bodyOf).join("\n"));
  }

  /** Forgets everything, in the transaction that is under way. */
  dropAll(): void {
    this.#sql.dropAll.run();
    this.#isStale = false;
  }

  /** One step towards an index that holds no word of what is gone; true when there may be more to do. */
  clean(): boolean {
    if (!this.#isStale) return false;
    // A negative number begins to merge all into one, a positive one goes on with that.
    this.#isMerging = this.#merge(this.#isMerging ? mergePages : -mergePages);
    this.#isStale = this.#isMerging;
    return this.#isStale;
  }

  /** One step towards an index of few parts, since a word is sought in each of them; true when there may be more to do. */
  gather(): boolean {
    if (this.#isScattered) this.#isScattered = this.#merge(mergePages);
    return this.#isScattered;
  }

  /** False when there was nothing to merge. */
  #merge(pages: number): boolean {
    const before = this.#sql.changes.get() as number;
    this.#sql.merge.run(pages);
    return (this.#sql.changes.get() as number) - before >= 2;
  }
}

function bodyOf(text: string): string {
  return (JSON.parse(text) as Frame).body;
}

/** What of a filter an index of words can say: nothing that passes is without it. Null when it can say nothing. */
export function soughtWords(filter: Filter): string | null {
  switch (filter.op) {
    case "not":
      return null;
    case "and": {
      const parts = filter.of.map(soughtWords).filter((part) => part !== null);
      return parts.length === 0 ? null : parts.map((part) => `(${part})`).join(" AND ");
    }
    case "or": {
      const parts = filter.of.map(soughtWords);
      return parts.length === 0 || parts.includes(null) ? null : parts.map((part) => `(${part})`).join(" OR ");
    }
    case "is": {
      if (filter.field !== "text" || filter.compare !== "=") return null;
      const values = filter.values.map((value) => wordsOf(String(value)));
      if (values.some((words) => words.length === 0)) return null;
      // The last word may go on; no word holds a quote.
      const phrase = (words: string[]) =>
        words.map((word, i) => `"${word}"${i === words.length - 1 ? " *" : ""}`).join(" AND ");
      return values.map((words) => `(${phrase(words)})`).join(" OR ");
    }
  }
}

/** Finds by words, over any connection. */
export class TextPlaces {
  readonly #sql;

  constructor(db: Database) {
    const of = "SELECT rowid FROM word WHERE word MATCH ? AND rowid";
    this.#sql = {
      indexed: db.prepare<[], number>("SELECT indexed FROM log").pluck(),
      up: db.prepare<[string, number], number>(`${of} >= ? ORDER BY rowid LIMIT 128`).pluck(),
      down: db.prepare<[string, number], number>(`${of} <= ? ORDER BY rowid DESC LIMIT 128`).pluck(),
    };
  }

  /** Blocks that hold what is sought, and all of `every` that are not indexed yet. */
  of(sought: string, isBackward: boolean, every: Places): Places {
    const indexed = this.#sql.indexed.get() ?? 0;
    let found: number[] = [];
    let isMore = true;
    const isReached = (place: number, bound: number) => (isBackward ? place <= bound : place >= bound);
    const inIndex = (bound: number): number | null => {
      for (;;) {
        while (found.length > 0 && !isReached(found[0] as number, bound)) found.shift();
        if (found.length > 0 || !isMore) return found[0] ?? null;
        found = isBackward ? this.#sql.down.all(sought, bound) : this.#sql.up.all(sought, bound);
        isMore = found.length > 0;
      }
    };
    return {
      seek(bound) {
        if (!isBackward) return (bound > indexed ? null : inIndex(bound)) ?? every.seek(Math.max(bound, indexed + 1));
        const behind = bound > indexed ? every.seek(bound) : null;
        return behind !== null && behind > indexed ? behind : inIndex(Math.min(bound, indexed));
      },
    };
  }
}
