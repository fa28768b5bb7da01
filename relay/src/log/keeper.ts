import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";

/*
 * Keeps the log's file in order from a thread of its own, beside the one that writes: looks once whether it is sound, and ten times a second
 * brings the write-ahead log back into it, as far as that goes without making anybody wait.
 */

const checkpointMs = 100;

/** What it is told, and what it tells. */
export type KeeperDown = "pause" | "resume" | "close";
export type KeeperUp = { type: "damaged"; found: string } | { type: "paused" };

export interface KeeperData {
  file: string;
  isPaused: boolean;
}

const { file, isPaused: beginsPaused } = workerData as KeeperData;
let isPaused = beginsPaused;
const db = new Database(file);
db.pragma("busy_timeout = 0");
// The look at the whole file would fill a cache that nothing reads from afterwards.
db.pragma("cache_size = -2000");

const found = check();
if (found !== "ok") say({ type: "damaged", found });

const timer = setInterval(() => {
  if (isPaused) return;
  try {
    db.pragma("wal_checkpoint(PASSIVE)");
  } catch {
    // Busy, or no room: the next one may do better, and the writer bounds the log by itself.
  }
}, checkpointMs);

/** "ok", or what is wrong with the file. */
function check(): string {
  try {
    return db.pragma("quick_check(1)", { simple: true }) as string;
  } catch (error) {
    // Where the damage is such that it cannot be looked at.
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(error.code))
      return error.message;
    throw error;
  }
}

parentPort?.on("message", (word: KeeperDown) => {
  isPaused = word !== "resume";
  if (word === "pause") say({ type: "paused" });
  if (word !== "close") return;
  clearInterval(timer);
  db.close();
  parentPort?.close();
});

function say(up: KeeperUp): void {
  parentPort?.postMessage(up);
}
