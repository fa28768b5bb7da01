import { chmodSync, closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";

export const logFile = "log.sqlite";

export interface FileOptions {
  /** A commit outlives the loss of power, not only of the process. */
  isDurable?: boolean;
  /** Someone else brings the write-ahead log back into the file, so that no commit waits for it. */
  hasKeeper?: boolean;
  /** The file grows no larger; beyond, a commit fails as on a full disk. */
  mostBytes?: number;
}

/** Opens the log's file to write, making it where it is missing. */
export function openFile(file: string, { isDurable = false, hasKeeper = false }: FileOptions): Database.Database {
  // Made before SQLite does, so that it and what lies beside it are the owner's alone.
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
  const db = new Database(file);
  db.pragma("page_size = 16384");
  db.pragma("journal_mode = WAL");
  db.pragma(`synchronous = ${isDurable ? "FULL" : "NORMAL"}`);
  db.pragma("busy_timeout = 5000");
  db.pragma("secure_delete = ON");
  if (hasKeeper) db.pragma("wal_autocheckpoint = 0");
  return db;
}

export function limitSize(db: Database.Database, mostBytes: number | undefined): void {
  if (mostBytes === undefined) return;
  db.pragma(`max_page_count = ${Math.ceil(mostBytes / (db.pragma("page_size", { simple: true }) as number))}`);
}

/** A write failed for want of room, and for nothing else. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Database.SqliteError && (error.code === "SQLITE_FULL" || error.code === "SQLITE_IOERR_WRITE");
}

/** One relay a folder: held for as long as the process lives, let go by the system however it dies. */
export function lockFile(file: string): Database.Database {
  closeSync(openSync(file, "a", 0o600));
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db.close();
    throw new FolderInUseError(file, error);
  }
}

export class FolderInUseError extends Error {
  constructor(file: string, cause: unknown) {
    super(`another relay holds ${file}`, { cause });
    this.name = "FolderInUseError";
  }
}
