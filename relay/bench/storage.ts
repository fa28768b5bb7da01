import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { judgeFrames } from "../src/ingest/judge.ts";
import type { Arrival } from "../src/log/event-log.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import type { Trace } from "./frames.ts";

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "lighty-bench-"));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows a second that SQLite takes in batches of 2,048: one table, one index, nothing looked at. */
export function rawSqlite(traces: readonly Trace[]): number {
  return inFolder((folder) => {
    const db = new Database(join(folder, "raw.sqlite"));
    db.pragma("page_size = 16384");
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
    db.exec(
      "CREATE TABLE frame (n INTEGER PRIMARY KEY, device TEXT, seq INTEGER, text TEXT); CREATE INDEX i ON frame (device, seq)",
    );
    const add = db.prepare("INSERT INTO frame (device, seq, text) VALUES (?, ?, ?)");
    const begun = performance.now();
    let frames = 0;
    for (const { deviceId, texts } of traces) {
      for (let i = 0; i < texts.length; i += 2_048) {
        const batch = texts.slice(i, i + 2_048);
        db.transaction(() => {
          for (const [n, text] of batch.entries()) add.run(deviceId, i + n, text);
        })();
        frames += batch.length;
      }
    }
    const seconds = (performance.now() - begun) / 1_000;
    db.close();
    return frames / seconds;
  });
}

/** Bytes on disk for each byte of text, all indexes included, once everything is sealed. */
export function sealedShare(traces: readonly Trace[]): { share: number; bytesPerFrame: number } {
  return inFolder((folder) => {
    const log = new SqliteLog(folder, () => "benchlog0000");
    let bytes = 0;
    let frames = 0;
    for (const { deviceId, texts } of traces) {
      for (let i = 0; i < texts.length; i += 16) {
        const judged = judgeFrames(texts.slice(i, i + 16), deviceId) as { arrivals: Arrival[] };
        log.write({ receivedAt: 1_767_632_400_000 + i, arrivals: judged.arrivals, quarantined: [] });
        for (const { text } of judged.arrivals) bytes += Buffer.byteLength(text);
        frames += judged.arrivals.length;
        log.tidy(0);
      }
    }
    while (log.tidy(0));
    const used = log.usedBytes;
    void log.close();
    return { share: used / bytes, bytesPerFrame: used / frames };
  });
}
