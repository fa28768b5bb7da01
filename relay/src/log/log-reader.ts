import { join } from "node:path";
import Database from "better-sqlite3";
import type { Page, ReadOptions } from "./event-log.ts";
import { Facets } from "./facets.ts";
import { logFile } from "./file.ts";
import { Pages } from "./pages.ts";
import { SessionNumbers } from "./session-numbers.ts";

/** Reads a log that someone else writes, in this process or another. */
export class LogReader {
  readonly #db: Database.Database;
  readonly #pages: Pages;

  /** `cacheKiB` is how much of the file it keeps at hand; SQLite's own measure, 16 MB, without one. */
  constructor(folder: string, cacheKiB?: number) {
    this.#db = new Database(join(folder, logFile), { readonly: true });
    if (cacheKiB !== undefined) this.#db.pragma(`cache_size = -${cacheKiB}`);
    this.#pages = new Pages(this.#db, new SessionNumbers(this.#db), new Facets(this.#db));
  }

  /** A page of what stands up to `head`. */
  read(options: ReadOptions, head: number): Page {
    return this.#pages.read(options, head);
  }

  close(): void {
    this.#db.close();
  }
}
