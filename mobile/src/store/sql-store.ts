import type { Batch, Store, Value } from "@lighty/protocol";
import { faultOf } from "./store-fault.ts";

/** As much of a SQLite connection as a store needs. Nobody else may use that connection meanwhile. */
export interface Sql {
  /** Runs statements that take nothing and give nothing. */
  execute(statements: string): Promise<void>;
  /** Runs one statement with its parameters. */
  run(statement: string, parameters: readonly string[]): Promise<void>;
  rows(statement: string): Promise<readonly { key: string; value: string }[]>;
}

const begin = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS cell (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;`;

// A batch crosses to SQLite as one text per statement, however many keys it has: on a phone each call is a way over a bridge.
const put = `
  INSERT INTO cell (key, value) SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?) WHERE true
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
const remove = "DELETE FROM cell WHERE key IN (SELECT value FROM json_each(?))";

/** The store over SQLite: a table of keys and JSON texts, a transaction for each batch. [DUR-2] */
export class SqlStore implements Store {
  readonly #sql: Sql;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes the table where there is none. Rejects with a StoreFault. */
  static async open(sql: Sql): Promise<SqlStore> {
    try {
      await sql.execute(begin);
    } catch (error) {
      throw faultOf(error);
    }
    return new SqlStore(sql);
  }

  load(): Promise<Iterable<readonly [string, Value]>> {
    return this.#next(async () => {
      const rows = await this.#sql.rows("SELECT key, value FROM cell");
      return rows.map(({ key, value }) => [key, JSON.parse(value) as Value] as const);
    });
  }

  write(batch: Batch): Promise<void> {
    const puts: [string, string][] = [];
    const removals: string[] = [];
    // Taken as text at once: what changes in memory while earlier batches are written is no part of this one.
    for (const [key, value] of batch) {
      if (value === null) removals.push(key);
      else puts.push([key, JSON.stringify(value)]);
    }
    if (puts.length + removals.length === 0) return this.#next(async () => {});
    return this.#next(() => this.#write(JSON.stringify(puts), JSON.stringify(removals)));
  }

  async #write(puts: string, removals: string): Promise<void> {
    await this.#sql.execute("BEGIN IMMEDIATE");
    try {
      await this.#sql.run(put, [puts]);
      await this.#sql.run(remove, [removals]);
      await this.#sql.execute("COMMIT");
    } catch (error) {
      // SQLite may have rolled back by itself, as when the disk is full; then there is nothing left to roll back.
      await this.#sql.execute("ROLLBACK").catch(() => {});
      throw error;
    }
  }

  /** One after the other: a transaction belongs to the connection, not to who began it. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work).catch((error: unknown) => {
      throw faultOf(error);
    });
    this.#last = done.catch(() => {});
    return done;
  }
}
