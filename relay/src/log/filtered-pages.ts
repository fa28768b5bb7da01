import { type Filter, matcherOf } from "@lighty/protocol/filter";
import type { Database, Statement } from "better-sqlite3";
import type { Blocks } from "./blocks.ts";
import type { LogEntry, Page, ReadOptions } from "./event-log.ts";
import { narrowingOf } from "./narrowing.ts";
import type { SessionNumbers } from "./session-numbers.ts";
import type { EntryRow } from "./statements.ts";
import { StoredEntry } from "./stored-entry.ts";

/** Rows fetched at a time, and looked at for one page: what finds little answers early and is asked again from there. */
const chunkRows = 256;
const mostRows = 2_048;
const mostStatements = 64;

/** Pages of what a filter lets through: the plain columns narrow it down, the matcher decides. [FLT-3] */
export class FilteredPages {
  readonly #db: Database;
  readonly #blocks: Blocks;
  readonly #numbers: SessionNumbers;
  readonly #statements = new Map<string, Statement<(string | number)[], EntryRow>>();

  constructor(db: Database, blocks: Blocks, numbers: SessionNumbers) {
    this.#db = db;
    this.#blocks = blocks;
    this.#numbers = numbers;
  }

  /** Reads what stands up to `head`. */
  read({ after = 0, before, limit, sessionId, filter }: ReadOptions & { filter: Filter }, head: number): Page {
    const isBackward = before !== undefined;
    const end = isBackward ? 0 : head;
    const session = sessionId === undefined ? null : (this.#numbers.find(sessionId) ?? 0);
    const { sql, params } = narrowingOf(filter);
    const statement = this.#statement(sql, isBackward, session !== null);
    const passes = matcherOf(filter);
    const found: LogEntry[] = [];
    let at = isBackward ? Math.min(before, head + 1) : after;
    for (let looked = 0; looked < mostRows; looked += chunkRows) {
      const bounds = isBackward ? [0, at] : [at, head + 1];
      const rows = statement.all(...(session === null ? [] : [session]), ...bounds, ...params, chunkRows);
      for (const row of rows) {
        const entry = new StoredEntry(row, row.frame ?? this.#blocks.text(row.entry), this.#numbers);
        at = row.entry;
        if (!passes(entry)) continue;
        if (found.length === limit) return { entries: found, hasMore: true, reached: (found.at(-1) as LogEntry).entry };
        found.push(entry);
      }
      if (rows.length < chunkRows) return { entries: found, hasMore: false, reached: end };
    }
    return { entries: found, hasMore: true, reached: at };
  }

  #statement(narrowing: string, isBackward: boolean, ofSession: boolean): Statement<(string | number)[], EntryRow> {
    const from = `${ofSession ? "mention m JOIN entry e ON e.entry = m.entry" : "entry e"} LEFT JOIN raw r ON r.entry = e.entry`;
    const key = ofSession ? "m.entry" : "e.entry";
    const where = `${ofSession ? "m.session = ? AND " : ""}${key} > ? AND ${key} < ? AND ${narrowing}`;
    const sql = `SELECT e.entry, e.received_at, e.sessions, r.frame FROM ${from} WHERE ${where} ORDER BY ${key} ${isBackward ? "DESC" : "ASC"} LIMIT ?`;
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= mostStatements) this.#statements.clear();
      statement = this.#db.prepare<(string | number)[], EntryRow>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
