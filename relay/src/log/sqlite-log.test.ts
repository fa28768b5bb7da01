import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { arrivalsOf, buildBatch } from "../../test/build.ts";
import { describeEventLog } from "../../test/event-log-contract.ts";
import { SqliteLog } from "./sqlite-log.ts";

let folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "lighty-log-"));
  folders.push(folder);
  return folder;
};
let opened: SqliteLog[] = [];
const openLog = (folder: string) => {
  const log = new SqliteLog(folder, () => "sqlitelog000");
  opened.push(log);
  return log;
};
async function cleanUp(): Promise<void> {
  for (const log of opened) await log.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
  opened = [];
  folders = [];
}
afterEach(cleanUp);

/** What a kill leaves behind: the files as they are at that moment, the log's own process never having closed them. */
function copyAsKilled(folder: string): string {
  const copy = newFolder();
  for (const name of ["log.sqlite", "log.sqlite-wal"]) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name));
  }
  return copy;
}

describeEventLog("SqliteLog", () => {
  let folder = newFolder();
  return {
    open: () => openLog(folder),
    reopen: async () => {
      folder = copyAsKilled(folder);
      return openLog(folder);
    },
    cleanUp,
  };
});

test("the file is the owner's alone, and opened with the pragmas it needs every time", async () => {
  const folder = newFolder();
  for (let i = 0; i < 2; i++) {
    const log = openLog(folder);
    await log.append(buildBatch(...arrivalsOf([i + 1])));
    for (const name of ["log.sqlite", "log.sqlite-wal", "relay.lock"]) {
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
    }
    await log.close();
  }
  const db = new Database(join(folder, "log.sqlite"));
  expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
  expect(db.pragma("page_size", { simple: true })).toBe(16_384);
  expect(db.pragma("quick_check", { simple: true })).toBe("ok");
  db.close();
});

test("a second relay on the same folder is told so, and the first goes on", async () => {
  const folder = newFolder();
  const log = openLog(folder);
  expect(() => openLog(folder)).toThrow("another relay holds");
  await log.append(buildBatch(...arrivalsOf([1])));
  await log.close();
  expect(openLog(folder).head).toBe(1);
});

test("a file of a newer relay is refused, not touched", async () => {
  const folder = newFolder();
  await openLog(folder).close();
  const db = new Database(join(folder, "log.sqlite"));
  db.pragma("user_version = 99");
  db.close();
  expect(() => openLog(folder)).toThrow("newer relay (version 99");
});

test("an append that fails keeps nothing of itself, and the same frames land afterwards", async () => {
  const folder = newFolder();
  const log = openLog(folder);
  await log.append(buildBatch(...arrivalsOf([1, 2])));
  // Another connection takes the next entry's number, as a full disk or a fault would stop the write half-way.
  const db = new Database(join(folder, "log.sqlite"));
  db.prepare("INSERT INTO batch SELECT 5, 3, columns, frames FROM batch").run();
  await expect(log.append(buildBatch(...arrivalsOf([3, 4, 5], ["s9"])))).rejects.toThrow("UNIQUE");
  expect(log.head).toBe(2);
  db.prepare("DELETE FROM batch WHERE last = 5").run();
  db.close();
  await log.append(buildBatch(...arrivalsOf([3, 4, 5], ["s9"])));
  const { entries } = await log.read({ after: 0, limit: 10 });
  expect(entries.map(({ frame }) => frame.traceSeq)).toEqual([1, 2, 3, 4, 5]);
  expect(entries.at(-1)?.sessions).toEqual(["s9"]);
});

test("a reader with any SQLite tool finds the body as the text that crossed", async () => {
  const folder = newFolder();
  const log = openLog(folder);
  await log.append(buildBatch(...arrivalsOf([1])));
  const db = new Database(join(folder, "log.sqlite"), { readonly: true });
  expect(db.prepare("SELECT observer, kind, body FROM entry").get()).toEqual({
    observer: "phone0001",
    kind: "note",
    body: '{"kind":"note","note":"reachability","reachable":true}',
  });
  db.close();
});
