import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { factsOf } from "@lighty/protocol";
import { formatFilter, matcherOf, parseFilter } from "@lighty/protocol/filter";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildTraces } from "../../bench/frames.ts";
import { arrivalsOf, buildArrival, buildBatch, buildFrame } from "../../test/build.ts";
import { anyFilter, mixedFrame } from "../../test/filters.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { type JudgedFrames, judgeFrames } from "../ingest/judge.ts";
import type { ReadOptions } from "./event-log.ts";
import { SqliteLog, type SqliteLogOptions } from "./sqlite-log.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
let log: SqliteLog | undefined;
afterEach(async () => {
  await log?.close();
  log = undefined;
  folder.remove();
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
  expect(count("SELECT count(*) AS n FROM batch WHERE first <= 300")).toBe(0);
  const entries = (table: string) => count(`SELECT sum(last - first + 1) AS n FROM ${table}`);
  expect(entries("batch")).toBeLessThanOrEqual(1_024 + 256);
  expect(entries("block") + entries("batch")).toBe(3_000);
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
  expect(await traceSeqs(log)).toEqual(range(501, 520));
  tidy(log, 13 * day);
  expect(log.head).toBe(520);
  expect(log.pruned).toBe(520);
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

test("[TEE-11] what was held is not taken as new when its entry is long gone, a hole may still be filled", async () => {
  const log = await open();
  const pruned: number[] = [];
  log.whenPruned((upTo) => pruned.push(upTo));
  await log.append(buildBatch(...arrivalsOf([...range(3, 100), ...range(110, 200)])));
  for (let boot = 2; boot <= 1_500; boot++) await log.append(buildBatch(buildArrival({ bootId: `boot-${boot}` })));
  await log.append(buildBatch(...arrivalsOf([205])));
  tidy(log, Number.MAX_SAFE_INTEGER);
  expect(pruned.at(-1)).toBe(log.head);
  for (const reopen of [async () => log, open]) {
    const again = await reopen();
    const { head } = again;
    await again.append(buildBatch(...arrivalsOf([3, 50, 110, 200, 205]), buildArrival({ bootId: "boot-2" })));
    await again.append(buildBatch(buildArrival({ bootId: "boot-1500" })));
    expect(again.head).toBe(head);
  }
  await (log as SqliteLog).close();
  const last = await open();
  await last.append(buildBatch(...arrivalsOf([1, 105, 205, 206])));
  expect(await traceSeqs(last)).toEqual([1, 105, 206]);
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

test("a log of the released version 2, rows and blocks, is brought up to date with all it holds", async () => {
  const fixture = new URL("../../test/fixtures/log-2.sqlite.gz", import.meta.url);
  writeFileSync(file(), gunzipSync(readFileSync(fixture)));
  const log = await open();
  expect([log.id, log.head, log.quarantined]).toEqual(["releasedlog2", 298, 1]);
  const { entries } = await log.read({ after: 0, limit: 1_000 });
  expect(entries.map(({ entry }) => entry)).toEqual(range(1, 298));
  for (const { entry, frame, receivedAt } of entries) {
    const n = entry <= 280 ? entry : entry + 2;
    expect([frame.traceSeq, frame.observedAt]).toEqual([Math.ceil(n / 2), 1_767_632_400_000 + n]);
    const batch = n <= 100 ? 0 : n <= 200 ? n - ((n - 1) % 10) : n <= 280 ? 100_000 : 200_000 + n - ((n - 283) % 6);
    expect(receivedAt).toBe(1_767_632_500_000 + batch);
  }
  const filtered = async (text: string) => {
    const parsed = parseFilter(text);
    if (!parsed.ok) throw new Error(text);
    return (await log.read({ after: 0, limit: 1_000, filter: parsed.filter })).entries.map(({ entry }) => entry);
  };
  expect(await filtered("device:watch verdict:applied seq<20")).toEqual([6, 12, 18]);
  expect(await filtered("text:squat type:set_updated revision>296")).toEqual([295, 296, 297]);
  expect((await log.read({ after: 0, limit: 999, sessionId: "s1" })).entries).toHaveLength(150);
  expect((await log.read({ before: 299, limit: 999, sessionId: "s2" })).entries.at(-1)?.entry).toBe(151);
  expect(await log.acked("phone0001", ["boot-1"])).toMatchObject([{ traceSeq: 150 }]);
  await log.append(buildBatch(...arrivalsOf([149, 150, 151], ["s2"])));
  expect(log.head).toBe(299);
  expect(log.check()).toBe("ok");
});

test("[FLT-3] [STR-1] batches, blocks and what lies between: any filter, in both directions and of a session, finds what the matcher does", async () => {
  const log = await open();
  const frames = fc.sample(mixedFrame, { numRuns: 2_600, seed: 7 });
  const arrivals = frames.map((more, i) => {
    const frame = buildFrame({ ...more, traceSeq: i + 1, observedAt: 1_000 + (i % 130) });
    return { frame, text: JSON.stringify(frame), facts: factsOf(frame) };
  });
  const sizes = fc.sample(fc.constantFrom(1, 2, 5, 20, 63, 64, 300), { numRuns: 2_600, seed: 8 });
  for (let at = 0, i = 0; at < arrivals.length; i++) {
    const size = sizes[i] as number;
    await log.append(buildBatch(...arrivals.slice(at, at + size)));
    at += size;
    if (i % 3 === 0) log.tidy(0);
  }
  tidy(log);
  const { entries: all } = await log.read({ after: 0, limit: 10_000 });
  expect(all.map(({ text }) => text)).toEqual(arrivals.map(({ text }) => text));

  const pages = async (more: ReadOptions) => {
    const found: number[] = [];
    for (let page = await log.read(more); ; page = await log.read({ ...more, [goesOn(more)]: page.reached })) {
      found.push(...page.entries.map(({ entry }) => entry));
      if (!page.hasMore) return found;
    }
  };
  const goesOn = ({ before }: ReadOptions) => (before === undefined ? "after" : "before");
  for (const [i, filter] of fc.sample(anyFilter, { numRuns: 150, seed: 9 }).entries()) {
    const passes = matcherOf(filter);
    const session = i % 3 === 0 ? { sessionId: i % 2 === 0 ? "s1" : "s2" } : {};
    const wanted = all.filter(
      (each) => passes(each) && (i % 3 > 0 || each.sessions.includes(i % 2 === 0 ? "s1" : "s2")),
    );
    const numbers = wanted.map(({ entry }) => entry);
    const limit = 1 + ((i * 37) % 400);
    expect(await pages({ after: 0, limit, filter, ...session }), formatFilter(filter)).toEqual(numbers);
    expect(await pages({ before: 9_999, limit, filter, ...session }), formatFilter(filter)).toEqual(
      numbers.toReversed(),
    );
    const from = (i * 211) % 2_600;
    expect(await pages({ after: from, limit, ...session })).toEqual(
      all
        .filter(({ entry, sessions }) => entry > from && (i % 3 > 0 || sessions.includes(i % 2 === 0 ? "s1" : "s2")))
        .map(({ entry }) => entry),
    );
    expect((await log.read({ before: from + 1, limit: 3 })).entries.map(({ entry }) => entry)).toEqual(
      [from, from - 1, from - 2].filter((entry) => entry > 0),
    );
  }
});
