import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { buildTraces } from "../../bench/frames.ts";
import { arrivalsOf, buildBatch } from "../../test/build.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { type JudgedFrames, judgeFrames } from "../ingest/judge.ts";
import { SqliteLog, type SqliteLogOptions } from "./sqlite-log.ts";

let folder = temporaryFolder();
let log: SqliteLog | undefined;
afterEach(async () => {
  await log?.close();
  log = undefined;
  folder.remove();
  folder = temporaryFolder();
});

const file = () => join(folder.path, "log.sqlite");
async function open(options: SqliteLogOptions = {}): Promise<SqliteLog> {
  await log?.close();
  log = new SqliteLog(folder.path, () => "sqlitelog000", options);
  return log;
}
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const traceSeqs = async (log: SqliteLog, more = {}) =>
  (await log.read({ after: 0, limit: 100_000, ...more })).entries.map(({ frame }) => frame.traceSeq);
function tidy(log: SqliteLog, now = 0): void {
  while (log.tidy(now));
}

test("a big batch is compressed at once, small ones when there is time; either reads as it was written", async () => {
  const log = await open();
  await log.append(buildBatch(...arrivalsOf(range(1, 300), ["s1"])));
  for (let n = 301; n <= 3_000; n += 10) await log.append(buildBatch(...arrivalsOf(range(n, n + 9), ["s2"])));
  const before = (await log.read({ after: 0, limit: 5_000 })).entries.map(({ text }) => text);
  tidy(log);
  const db = new Database(file(), { readonly: true });
  const count = (sql: string) => (db.prepare(sql).get() as { n: number }).n;
  expect(count("SELECT count(*) AS n FROM raw WHERE entry <= 300")).toBe(0);
  expect(count("SELECT count(*) AS n FROM raw")).toBeLessThanOrEqual(1_024 + 256);
  expect(count("SELECT sum(last - first + 1) AS n FROM block") + count("SELECT count(*) AS n FROM raw")).toBe(3_000);
  db.close();
  for (const reopen of [async () => log, open]) {
    const again = await reopen();
    expect((await again.read({ after: 0, limit: 5_000 })).entries.map(({ text }) => text)).toEqual(before);
    expect(await traceSeqs(again, { sessionId: "s1" })).toEqual(range(1, 300));
  }
});

test("a sealed log takes at most 0.35 of the text it holds, all indexes included", async () => {
  const log = await open();
  let bytes = 0;
  for (const { texts, deviceId } of buildTraces(4, 5_000)) {
    for (let i = 0; i < texts.length; i += 20) {
      const { arrivals } = judgeFrames(texts.slice(i, i + 20), deviceId) as JudgedFrames;
      await log.append({ receivedAt: 1_767_632_400_000 + i, arrivals, quarantined: [] });
      for (const { text } of arrivals) bytes += Buffer.byteLength(text);
      log.tidy(0);
    }
  }
  tidy(log);
  expect(log.usedBytes / bytes).toBeLessThanOrEqual(0.35);
});

test("what is too old goes; numbers, keys and cursors stay, also when nothing is left", async () => {
  const day = 24 * 3_600_000;
  const log = await open();
  await log.append({ ...buildBatch(...arrivalsOf(range(1, 500), ["s1"])), receivedAt: 1 * day });
  await log.append({ ...buildBatch(...arrivalsOf(range(501, 520), ["s1", "s2"])), receivedAt: 5 * day });
  tidy(log, 7 * day);
  expect(await traceSeqs(log)).toEqual(range(1, 520));
  tidy(log, 9 * day);
  expect(log.head).toBe(520);
  expect((await log.read({ after: 0, limit: 9 })).entries).toEqual([]);
  await log.append(buildBatch(...arrivalsOf([519, 520, 521], ["s2"])));
  expect(await traceSeqs(log)).toEqual([521]);
  tidy(log, Number.MAX_SAFE_INTEGER);
  const again = await open();
  expect(again.head).toBe(521);
  expect(await again.acked("phone0001", ["boot-1"])).toMatchObject([{ traceSeq: 521 }]);
  await again.append(buildBatch(...arrivalsOf([522])));
  expect((await again.read({ after: 521, limit: 9 })).entries.map(({ entry }) => entry)).toEqual([522]);
});

test("what is too much goes, oldest first, and the file grows no further", async () => {
  const bytes = 1_500_000;
  const log = await open({ retention: { ageMs: Number.MAX_SAFE_INTEGER, bytes } });
  for (let n = 1; n <= 40_000; n += 50) {
    await log.append(buildBatch(...arrivalsOf(range(n, n + 49))));
    tidy(log);
  }
  expect(log.usedBytes).toBeLessThanOrEqual(bytes);
  const left = await traceSeqs(log);
  expect(left).toEqual(range(left[0] as number, 40_000));
  expect(left.length).toBeGreaterThan(2_000);
});

test("purge leaves nothing to be found in the file; what was held stays held", async () => {
  const log = await open();
  const secret = arrivalsOf(range(1, 90), ["secret-session"]).map((arrival, i) => ({
    ...arrival,
    text: arrival.text.replace("reachability", `bpm-of-the-lifter-${i}`),
  }));
  await log.append(buildBatch(...secret.slice(0, 10)));
  await log.append(buildBatch(...secret.slice(10)));
  await log.purge();
  expect((await log.read({ after: 0, limit: 9 })).entries).toEqual([]);
  for (const part of ["", "-wal"]) {
    const bytes = readFileSync(`${file()}${part}`);
    for (const text of ["bpm-of", "secret-session"]) expect(bytes.includes(text), `${text} in ${part}`).toBe(false);
  }
  await log.append(buildBatch(...arrivalsOf([90, 91], ["s2"])));
  expect(await traceSeqs(log, { sessionId: "s2" })).toEqual([91]);
  const again = await open();
  expect((await again.read({ after: 0, limit: 9 })).entries.map(({ entry, sessions }) => [entry, sessions])).toEqual([
    [91, ["s2"]],
  ]);
});

test("[ERR-1] no room: nothing of the batch is kept and the log says why; with room again it goes on", async () => {
  const log = await open({ mostBytes: 400_000, retention: { ageMs: 1, bytes: Number.MAX_SAFE_INTEGER } });
  let n = 1;
  const fill = async () => {
    for (; ; n += 10) await log.append(buildBatch(...arrivalsOf(range(n, n + 9))));
  };
  await expect(fill()).rejects.toThrow("database or disk is full");
  expect(log.trouble).toContain("full");
  expect(log.head).toBe(n - 1);
  expect(await traceSeqs(log)).toEqual(range(1, n - 1));
  expect(log.check()).toBe("ok");
  tidy(log, Number.MAX_SAFE_INTEGER);
  await log.append(buildBatch(...arrivalsOf(range(n, n + 9))));
  expect(log.trouble).toBeNull();
  expect(await traceSeqs(log)).toEqual(range(n, n + 9));
});

test("a file that is not sound is told apart from one that is", async () => {
  const log = await open();
  for (let n = 1; n <= 500; n += 10) await log.append(buildBatch(...arrivalsOf(range(n, n + 9))));
  expect(log.check()).toBe("ok");
  await log.close();
  const bytes = readFileSync(file());
  bytes.fill(0xff, bytes.length - 40_000, bytes.length - 20_000);
  writeFileSync(file(), bytes);
  expect((await open().catch(() => null))?.check()).not.toBe("ok");
});

test("a log of the released version 1 is brought up to date with all it holds", async () => {
  const fixture = new URL("../../test/fixtures/log-1.sqlite.gz", import.meta.url);
  writeFileSync(file(), gunzipSync(readFileSync(fixture)));
  const log = await open();
  expect([log.id, log.head, log.quarantined]).toEqual(["releasedlog1", 6, 1]);
  const { entries } = await log.read({ after: 0, limit: 10 });
  expect(entries.map(({ frame, sessions }) => [frame.traceSeq, sessions])).toEqual([
    [1, ["s1"]],
    [2, ["s1"]],
    [3, ["s1"]],
    [5, ["s1", "s2"]],
    [6, ["s1", "s2"]],
    [7, ["s1", "s2"]],
  ]);
  await log.append(buildBatch(...arrivalsOf([3, 4, 7, 8], ["s2"])));
  expect(await traceSeqs(log, { sessionId: "s2" })).toEqual([5, 6, 7, 4, 8]);
  expect(log.check()).toBe("ok");
});
