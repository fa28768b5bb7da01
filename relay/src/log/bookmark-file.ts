import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Bookmark, bookmarkLimits } from "@lighty/protocol";
import Database from "better-sqlite3";
import type { Bookmarks } from "../bookmarks.ts";
import { openFile } from "./file.ts";

export const bookmarkFile = "bookmarks.sqlite";

/** Steps from each version of the file to the next; one that was released is never changed. */
const steps = [
  `CREATE TABLE bookmark (
    world    TEXT NOT NULL,
    session  TEXT NOT NULL,
    entry    INTEGER NOT NULL,
    text     TEXT NOT NULL,
    made_at  INTEGER NOT NULL,
    PRIMARY KEY (world, session, entry)
  ) STRICT, WITHOUT ROWID;`,
];

/** The relay's own world; no import is called that. */
const own = "";

/** Bookmarks in a small file beside the log: a person sets them one by one, so they wait for nobody and nobody for them. */
export class BookmarkFile implements Bookmarks {
  readonly #db: Database.Database;
  readonly #sql: ReturnType<typeof prepare>;

  /** Without a folder they last as long as the process. A damaged file is put aside. Throws where the file was written by a newer relay. */
  constructor(folder: string | null) {
    this.#db = folder === null ? new Database(":memory:") : openWhole(join(folder, bookmarkFile));
    const version = this.#db.pragma("user_version", { simple: true }) as number;
    if (version > steps.length) {
      this.#db.close();
      throw new Error(
        `${bookmarkFile} was written by a newer relay (version ${version}; this one knows ${steps.length})`,
      );
    }
    for (const [index, step] of steps.entries()) {
      if (index < version) continue;
      this.#db.transaction(() => {
        this.#db.exec(step);
        this.#db.pragma(`user_version = ${index + 1}`);
      })();
    }
    this.#sql = prepare(this.#db);
  }

  list(world: string | null, sessionId: string): Bookmark[] {
    return this.#sql.list.all(world ?? own, sessionId);
  }

  sessions(world: string | null): string[] {
    return this.#sql.sessions.all(world ?? own);
  }

  latest(world: string | null, most: number): (Bookmark & { sessionId: string })[] {
    return this.#sql.latest.all(world ?? own, most);
  }

  keep(world: string | null, sessionId: string, { entry, text, madeAt }: Bookmark): boolean {
    const others = this.#sql.others.get(world ?? own, sessionId, entry) ?? 0;
    if (others >= bookmarkLimits.ofSession) return false;
    this.#sql.keep.run(world ?? own, sessionId, entry, text, madeAt);
    return true;
  }

  remove(world: string | null, sessionId: string, entry: number): boolean {
    return this.#sql.remove.run(world ?? own, sessionId, entry).changes > 0;
  }

  forget(world: string | null, sessionId?: string): void {
    if (sessionId === undefined) this.#sql.forgetWorld.run(world ?? own);
    else this.#sql.forgetSession.run(world ?? own, sessionId);
  }

  forgetUpTo(world: string | null, entry: number): void {
    this.#sql.forgetUpTo.run(world ?? own, entry);
  }

  close(): void {
    this.#db.close();
  }
}

/** Notes that cannot be read keep nobody from the log: the file stands aside for whoever can mend it, and another one begins. */
function openWhole(file: string): Database.Database {
  const open = () => {
    const db = openFile(file, { isDurable: true });
    const found = db.pragma("quick_check(1)", { simple: true });
    if (found === "ok") return db;
    db.close();
    throw new Database.SqliteError(String(found), "SQLITE_CORRUPT");
  };
  try {
    return open();
  } catch (error) {
    const isDamage = error instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
    if (!isDamage) throw error;
    const aside = `${bookmarkFile}.damaged-${Date.now()}`;
    renameSync(file, join(file, "..", aside));
    for (const end of ["-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    process.emitWarning(
      `${bookmarkFile} is damaged (${error.message}); it stands beside as ${aside}, and bookmarks begin anew`,
    );
    return open();
  }
}

function prepare(db: Database.Database) {
  return {
    list: db.prepare<[string, string], Bookmark>(
      "SELECT entry, text, made_at AS madeAt FROM bookmark WHERE world = ? AND session = ? ORDER BY entry",
    ),
    latest: db.prepare<[string, number], Bookmark & { sessionId: string }>(
      "SELECT session AS sessionId, entry, text, made_at AS madeAt FROM bookmark WHERE world = ? ORDER BY made_at DESC LIMIT ?",
    ),
    others: db
      .prepare<[string, string, number], number>(
        "SELECT count(*) FROM bookmark WHERE world = ? AND session = ? AND entry <> ?",
      )
      .pluck(),
    keep: db.prepare<[string, string, number, string, number]>(
      "INSERT OR REPLACE INTO bookmark (world, session, entry, text, made_at) VALUES (?, ?, ?, ?, ?)",
    ),
    remove: db.prepare<[string, string, number]>("DELETE FROM bookmark WHERE world = ? AND session = ? AND entry = ?"),
    forgetSession: db.prepare<[string, string]>("DELETE FROM bookmark WHERE world = ? AND session = ?"),
    sessions: db.prepare<[string], string>("SELECT DISTINCT session FROM bookmark WHERE world = ?").pluck(),
    forgetUpTo: db.prepare<[string, number]>("DELETE FROM bookmark WHERE world = ? AND entry <= ?"),
    forgetWorld: db.prepare<[string]>("DELETE FROM bookmark WHERE world = ?"),
  };
}
