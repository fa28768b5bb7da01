import type { Database } from "better-sqlite3";
import { Blocks } from "./blocks.ts";
import type { LogEntry, Page, ReadOptions } from "./event-log.ts";
import { FilteredPages } from "./filtered-pages.ts";
import type { SessionNumbers } from "./session-numbers.ts";
import { type EntryRow, preparePages } from "./statements.ts";
import { StoredEntry } from "./stored-entry.ts";

/** Pages of entries, read over any connection to a log: the writer's own, or one that only reads. */
export class Pages {
  readonly #sql: ReturnType<typeof preparePages>;
  readonly #blocks: Blocks;
  readonly #numbers: SessionNumbers;
  readonly #filtered: FilteredPages;

  constructor(db: Database, numbers: SessionNumbers) {
    this.#sql = preparePages(db);
    this.#blocks = new Blocks(db);
    this.#numbers = numbers;
    this.#filtered = new FilteredPages(db, this.#blocks, numbers);
  }

  /** Reads what stands up to `head`; what was written since has not been told yet. */
  read(options: ReadOptions, head: number): Page {
    if (options.filter !== undefined) return this.#filtered.read({ ...options, filter: options.filter }, head);
    const { after = 0, before, limit, sessionId } = options;
    const backward = before !== undefined;
    const rows = backward
      ? this.#before(Math.min(before, head + 1), limit + 1, sessionId)
      : this.#after(after, head, limit + 1, sessionId);
    const entries = rows
      .slice(0, limit)
      .map((row) => new StoredEntry(row, row.frame ?? this.#blocks.text(row.entry), this.#numbers));
    const hasMore = rows.length > limit;
    const end = backward ? 0 : head;
    return { entries, hasMore, reached: hasMore ? (entries.at(-1) as LogEntry).entry : end };
  }

  #before(before: number, limit: number, sessionId: string | undefined): EntryRow[] {
    if (sessionId === undefined) return this.#sql.pageBefore.all(before, limit);
    const number = this.#numbers.find(sessionId);
    return number === undefined ? [] : this.#sql.sessionBefore.all(number, before, limit);
  }

  #after(after: number, head: number, limit: number, sessionId: string | undefined): EntryRow[] {
    if (sessionId === undefined) return this.#sql.pageAfter.all(after, head, limit);
    const number = this.#numbers.find(sessionId);
    return number === undefined ? [] : this.#sql.sessionAfter.all(number, after, head, limit);
  }
}
