import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { logFile } from "../src/log/file.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { Writer } from "../src/writer/writer.ts";
import { arrivalsOf, buildBatch } from "./build.ts";
import { lighty } from "./lighty.ts";
import { liveLine } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { keepAll } from "./retention.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
let relay: OpenRelay | undefined;
afterEach(async () => {
  await relay?.close();
  relay = undefined;
  folder.remove();
});
const file = () => join(folder.path, logFile);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** A log whose entries lie in one block, in the file itself. */
async function writeLog(): Promise<void> {
  const log = new SqliteLog(folder.path, () => "sqlitelog000");
  await log.append(buildBatch(...arrivalsOf(numbers(200))));
  await log.close();
}

/** Turns over one bit in the middle of the frames, where SQLite has nothing to notice. */
function turnOver(): void {
  const db = new Database(file());
  const frames = db.prepare<[], Buffer>("SELECT frames FROM block").pluck().get() as Buffer;
  const at = Math.floor(frames.byteLength / 2);
  frames.writeUInt8(frames.readUInt8(at) ^ 1, at);
  db.prepare("UPDATE block SET frames = ?").run(frames);
  db.close();
}

test("[ERR-2] frames with a single bit turned over are not given out as frames: whoever reads is told that the log cannot be read", async () => {
  await writeLog();
  turnOver();
  relay = await openRelay({ log: folder.path });
  const answer = await fetch(`http://${relay.host}/api/v1/entries`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    error: { code: "storage_failed", sentence: expect.stringContaining("the log could not be read (") },
  });
  const dashboard = liveLine(relay.host);
  expect((await dashboard.next("error")).code).toBe("storage_failed");
  await dashboard.whenClosed();
});

test("[ERR-2] pages of the file that are not what they were are told of: to whoever reads them, and by /healthz", async () => {
  await writeLog();
  const db = new Database(file());
  const pageSize = db.pragma("page_size", { simple: true }) as number;
  const page = db
    .prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'session_block'")
    .pluck()
    .get() as number;
  db.close();
  const bytes = readFileSync(file());
  bytes.fill(0xa5, (page - 1) * pageSize, page * pageSize);
  writeFileSync(file(), bytes);
  relay = await openRelay({ log: folder.path });
  const get = (path: string) =>
    fetch(`http://${(relay as OpenRelay).host}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect((await get("/api/v1/sessions/s1/entries?limit=1")).status).toBe(503);
  for (;;) {
    const { status } = (await (await get("/healthz")).json()) as { status: string };
    if (status !== "ok") break;
    await setTimeout(50);
  }
});

const unopenable: Record<string, [because: RegExp, damage: () => void]> = {
  "half of its first page": [/malformed/, () => truncateSync(file(), 8_192)],
  "text of something else": [/not a database|malformed/, () => writeFileSync(file(), "dear diary, ".repeat(9_000))],
  "a folder in its place": [/directory/, () => mkdirSync(file())],
  "a database of something else": [
    /a database of something else: its version is 0/,
    () => sql("CREATE TABLE diary (day TEXT)"),
  ],
  "a version that never was": [
    /a database of something else: its version is -1/,
    () => sql("PRAGMA user_version = -1"),
  ],
  "an older version in name alone": [
    /could not be brought from version 2 to 3: /,
    () => sql("PRAGMA user_version = 2"),
  ],
  "a newer one": [
    /written by a newer relay \(version 99; this one knows up to \d+\)/,
    () => sql("PRAGMA user_version = 99"),
  ],
  "no name": [
    /the log in it has no name/,
    () =>
      sql(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'id TEXT NOT NULL', 'id TEXT') WHERE name = 'log'; PRAGMA user_version = 6",
        "UPDATE log SET id = NULL",
      ),
  ],
};

function sql(...statements: string[]): void {
  for (const statement of statements) {
    const db = new Database(file());
    db.unsafeMode(true);
    db.exec(statement);
    db.close();
  }
}

const beginsEmpty = new Set(["a folder in its place", "a database of something else"]);

test.each(Object.entries(unopenable))(
  "a log that is %s is not opened, and why is said",
  async (name, [because, damage]) => {
    if (!beginsEmpty.has(name)) await writeLog();
    damage();
    await expect(Writer.open(folder.path, { retention: keepAll })).rejects.toThrow(because);
  },
);

test("lighty relay says what could not be opened, why, and what to do", async () => {
  mkdirSync(file());
  const { code, stderr } = await lighty(["relay", "--port", "0", "--data", folder.path, "--no-open"]);
  expect(code).toBe(1);
  expect(stderr).toContain(`error: the log in ${folder.path} could not be opened`);
  expect(stderr).toMatch(/why: .*directory/);
  expect(stderr).toMatch(/next: name another folder with --data/);
});
