import { rmSync } from "node:fs";
import { join } from "node:path";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Checkpoint, Shelf } from "@lighty/protocol/projections";
import type Database from "better-sqlite3";
import { openFile } from "./file.ts";

export const foldFile = "projections.sqlite";

/** Device states that lie there: of the default retention's worth of entries no more come about. Beyond, of each device every second one goes. */
const mostStates = 16_384;

/** The shape of the file; one of another shape is begun anew. */
const shape = 2;

/** Nobody reads again what was written here while the thread lives; SQLite itself would keep 16 MB of it at hand. */
const cacheKiB = 2_000;

/** A fold as it was written down: JSON, and the entry after which it stood. */
export interface KeptFold {
  at: number;
  text: string;
}

/**
 * What was folded out of a log, beside the log: the projections after some entry, and the states of devices, one every stride. All of it can be
 * folded again, so whatever is wrong with the file (torn, foreign, of another log) it is begun anew, and what cannot be written is told
 * and gone without. One thread opens it, for the folder's relay alone. [PRJ-3] [PRJ-7]
 */
export class FoldFile implements Shelf {
  readonly #path: string;
  readonly #log: string;
  /** The log as it was after so many removals: a fold of what it held before is none of it. */
  #logId: string;
  readonly #warn: (sentence: string) => void;
  #db: Database.Database | null = null;
  #sql: ReturnType<typeof prepare> | null = null;
  #states = 0;
  #hasWarned = false;

  /** `warn` is told once why nothing can be kept. */
  constructor(folder: string, logId: string, removals: number, warn: (sentence: string) => void) {
    this.#path = join(folder, foldFile);
    this.#log = logId;
    this.#logId = nameAfter(logId, removals);
    this.#warn = warn;
    this.#open();
  }

  /** From now on the log is as it was after so many removals. */
  isAfter(removals: number): void {
    this.#logId = nameAfter(this.#log, removals);
  }

  /** What was written last, when it is of this log and not beyond `head`; states that were put after it go. Nothing is left of any other. */
  load(head: number): KeptFold | undefined {
    const kept = this.#try(({ sql }) => {
      const rows = sql.fold.all();
      const [row] = rows;
      if (row === undefined) return undefined;
      if (row.log !== this.#logId || row.entry > head) {
        this.#warn(
          `what ${foldFile} holds is of another log, or of more than this one holds by now: the log is folded anew`,
        );
        return undefined;
      }
      sql.dropAfter.run(row.entry);
      return { at: row.entry, text: rows.map(({ saved }) => unzip(saved)).join("") };
    });
    if (kept === undefined) this.clear();
    return kept;
  }

  /** Puts the fold after this entry in the place of the one before, whole or not at all; `write` says its text part by part. */
  save(at: number, write: (say: (part: string) => void) => void): void {
    this.#try(({ db, sql }) => {
      db.transaction(() => {
        sql.forget.run();
        let part = 0;
        write((text) => sql.save.run(part++, this.#logId, at, zip(text)));
      })();
      // What was there before is not to be read in the write-ahead log either.
      db.pragma("wal_checkpoint(TRUNCATE)");
    });
  }

  /** Nothing is left of what was folded, in the file or beside it. */
  clear(): void {
    this.#states = 0;
    const isCleared = this.#try(({ db }) => {
      db.exec("DELETE FROM fold; DELETE FROM state; VACUUM");
      db.pragma("wal_checkpoint(TRUNCATE)");
      return true;
    });
    if (isCleared !== true) this.#beginAnew();
  }

  put(key: string, { entry, ...state }: Checkpoint): void {
    this.#try(({ sql }) => {
      sql.put.run(key, entry, zip(JSON.stringify(state)));
      this.#states += 1;
      if (this.#states <= mostStates) return;
      sql.thin.run();
      this.#states = sql.count.get() ?? 0;
    });
  }

  nearest(key: string, entry: number): Checkpoint | undefined {
    return this.#try(({ sql }) => {
      const row = sql.nearest.get(key, entry);
      return row === undefined ? undefined : { entry: row.entry, ...JSON.parse(unzip(row.saved)) };
    });
  }

  earliest(key: string): number | undefined {
    return this.#try(({ sql }) => sql.earliest.get(key));
  }

  drop(key: string, before: number = Number.MAX_SAFE_INTEGER): void {
    this.#try(({ sql }) => {
      this.#states -= sql.drop.run(key, before).changes;
    });
  }

  close(): void {
    this.#db?.close();
    this.#db = null;
    this.#sql = null;
  }

  #open(): void {
    try {
      this.#prepare();
    } catch (error) {
      this.#warn(`${foldFile} is not sound, so the log is folded anew: ${String(error)}`);
      this.#beginAnew();
    }
  }

  #prepare(): void {
    const db = openFile(this.#path, {});
    this.#db = db;
    db.pragma(`cache_size = -${cacheKiB}`);
    if (db.pragma("user_version", { simple: true }) !== shape) {
      db.exec("DROP TABLE IF EXISTS fold; DROP TABLE IF EXISTS state");
      db.exec(tables);
      db.pragma(`user_version = ${shape}`);
    }
    this.#sql = prepare(db);
    this.#states = this.#sql.count.get() ?? 0;
  }

  #beginAnew(): void {
    try {
      this.close();
      for (const end of ["", "-wal", "-shm"]) rmSync(`${this.#path}${end}`, { force: true });
      this.#prepare();
    } catch (error) {
      this.close();
      this.#tell(error);
    }
  }

  #try<T>(run: (on: { db: Database.Database; sql: ReturnType<typeof prepare> }) => T): T | undefined {
    if (this.#db === null || this.#sql === null) return undefined;
    try {
      return run({ db: this.#db, sql: this.#sql });
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  #tell(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#warn(
      `what is folded cannot be kept in ${foldFile}, so the next start may fold the log anew: ${String(error)}`,
    );
  }
}

function nameAfter(logId: string, removals: number): string {
  return removals === 0 ? logId : `${logId}-${removals}`;
}

const tables = `
  CREATE TABLE fold (part INTEGER PRIMARY KEY, log TEXT NOT NULL, entry INTEGER NOT NULL, saved BLOB NOT NULL) STRICT;
  CREATE TABLE state (track TEXT NOT NULL, entry INTEGER NOT NULL, saved BLOB NOT NULL, PRIMARY KEY (track, entry)) STRICT, WITHOUT ROWID;
`;

function prepare(db: Database.Database) {
  return {
    fold: db.prepare<[], { log: string; entry: number; saved: Buffer }>(
      "SELECT log, entry, saved FROM fold ORDER BY part",
    ),
    forget: db.prepare("DELETE FROM fold"),
    save: db.prepare<[number, string, number, Buffer]>(
      "INSERT INTO fold (part, log, entry, saved) VALUES (?, ?, ?, ?)",
    ),
    put: db.prepare<[string, number, Buffer]>("INSERT OR REPLACE INTO state (track, entry, saved) VALUES (?, ?, ?)"),
    nearest: db.prepare<[string, number], { entry: number; saved: Buffer }>(
      "SELECT entry, saved FROM state WHERE track = ? AND entry <= ? ORDER BY entry DESC LIMIT 1",
    ),
    earliest: db.prepare<[string], number>("SELECT entry FROM state WHERE track = ? ORDER BY entry LIMIT 1").pluck(),
    drop: db.prepare<[string, number]>("DELETE FROM state WHERE track = ? AND entry < ?"),
    dropAfter: db.prepare<[number]>("DELETE FROM state WHERE entry > ?"),
    count: db.prepare<[], number>("SELECT count(*) FROM state").pluck(),
    thin: db.prepare(
      `DELETE FROM state WHERE (track, entry) IN
        (SELECT track, entry FROM (SELECT track, entry, row_number() OVER (PARTITION BY track ORDER BY entry) AS n FROM state)
          WHERE n % 2 = 0)`,
    ),
  };
}

function zip(text: string): Buffer {
  return zstdCompressSync(text, {
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}

function unzip(bytes: Buffer): string {
  return zstdDecompressSync(bytes).toString("utf8");
}
