import { readFileSync } from "node:fs";
import { join } from "node:path";
import { factsOf } from "@lighty/protocol";
import { parseFilter } from "@lighty/protocol/filter";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildBatch, buildFrame } from "../../test/build.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import type { Arrival, ReadOptions } from "./event-log.ts";
import { SqliteLog, type SqliteLogOptions } from "./sqlite-log.ts";
import { soughtWords } from "./text-index.ts";

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
function open(options: SqliteLogOptions = {}): SqliteLog {
  log = new SqliteLog(folder.path, () => "sqlitelog000", options);
  return log;
}
function tidy(log: SqliteLog, now = 0): void {
  while (log.tidy(now));
}
/** One frame in ten has the word. */
function arrival(traceSeq: number, word: string): Arrival {
  const name = traceSeq % 10 === 0 ? `${word} Überkopf ${traceSeq}` : "squat";
  const frame = buildFrame({ traceSeq, body: JSON.stringify({ kind: "note", note: "x", name }) });
  return { frame, text: JSON.stringify(frame), facts: factsOf(frame) };
}
async function fill(log: SqliteLog, first: number, last: number, word: string, receivedAt = 1): Promise<void> {
  for (let n = first; n <= last; n += 20) {
    const arrivals = Array.from({ length: Math.min(20, last - n + 1) }, (_, i) => arrival(n + i, word));
    await log.append({ ...buildBatch(...arrivals), receivedAt });
  }
}
async function find(log: SqliteLog, text: string, more: ReadOptions = { after: 0, limit: 10_000 }): Promise<number[]> {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(text);
  const found: number[] = [];
  for (let page = await log.read({ ...more, filter: parsed.filter }); ; ) {
    found.push(...page.entries.map(({ frame }) => frame.traceSeq));
    if (!page.hasMore) return found;
    page = await log.read({ ...more, filter: parsed.filter, after: page.reached });
  }
}
const tens = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((n) => n % 10 === 0);

test("what a filter seeks of words is asked of the index, and no more than it can say", () => {
  const sought = (text: string) => {
    const parsed = parseFilter(text);
    return parsed.ok ? soughtWords(parsed.filter) : undefined;
  };
  expect(sought("squat")).toBe('("squat" *)');
  expect(sought('text:"Bench press",dip device:phone')).toBe('(("bench" AND "press" *) OR ("dip" *))');
  expect(sought("squat or bench")).toBe('(("squat" *)) OR (("bench" *))');
  expect(sought("squat or device:phone")).toBeNull();
  expect(sought("not squat")).toBeNull();
  expect(sought("text!=squat")).toBeNull();
});

test("[FLT-3] words are found while the index is behind, when it has caught up, and when the log is opened again", async () => {
  const log = open();
  await fill(log, 1, 3_000, "kettlebell");
  const search = async (log: SqliteLog) => {
    expect(await find(log, "kettlebell")).toEqual(tens(1, 3_000));
    expect(await find(log, "kettle Überkopf")).toEqual(tens(1, 3_000));
    expect(await find(log, '"überkopf"')).toEqual([]);
    expect(await find(log, '"kettlebell Überkopf 2990"')).toEqual([2_990]);
    expect(await find(log, '"kettlebell Überkopf 10"')).toEqual([10, 100, ...tens(1_000, 1_090)]);
    expect(await find(log, "nowhere")).toEqual([]);
  };
  for (let steps = 0; ; steps++) {
    if (steps % 4 === 0) await search(log);
    if (!log.tidy(0)) break;
  }
  await search(log);
  const db = new Database(file(), { readonly: true });
  const one = (sql: string) => db.prepare(sql).pluck().get();
  expect(one("SELECT indexed FROM log")).toBe(one("SELECT sealed FROM log"));
  expect(one("SELECT count(*) FROM word WHERE word MATCH 'kettlebell'")).toBe(one("SELECT count(*) FROM block"));
  expect(one("SELECT count(*) FROM word WHERE word MATCH '2990'")).toBe(0);
  db.close();
  await log.close();
  await search(open());
});

/** In the file and beside it; an index of words leaves out what a word has in common with the one before, so its end is looked for. */
function occurs(end: string): boolean {
  return ["", "-wal"].some((part) => readFileSync(`${file()}${part}`).includes(end));
}

test("no word of what is too old, or purged, is left in the file", async () => {
  const day = 24 * 3_600_000;
  const log = open({ retention: { ageMs: 7 * day, bytes: Number.MAX_SAFE_INTEGER } });
  await fill(log, 1, 1_920, "xylograph", 1 * day);
  // So many at once are a block of their own: nothing younger shares one with them.
  const last = Array.from({ length: 80 }, (_, i) => arrival(1_921 + i, "xylograph"));
  await log.append({ ...buildBatch(...last), receivedAt: 1 * day });
  await fill(log, 2_001, 5_000, "quokkawort", 5 * day);
  tidy(log, 7 * day);
  const checkpointed = () => {
    const db = new Database(file());
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
  };
  const db = new Database(file(), { readonly: true });
  const hits = (word: string) => db.prepare("SELECT count(*) FROM word WHERE word MATCH ?").pluck().get(word);
  expect([hits("xylograph"), hits("quokkawort")]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(hits("xylograph")).toBeGreaterThan(0);
  db.close();
  checkpointed();
  expect(occurs("ylograph")).toBe(true);

  tidy(log, 9 * day);
  checkpointed();
  expect(occurs("ylograph")).toBe(false);
  expect(await find(log, "quokkawort")).toEqual(tens(2_001, 5_000));
  expect(occurs("uokkawort")).toBe(true);
  expect(log.check()).toBe("ok");

  await log.purge();
  expect(occurs("uokkawort")).toBe(false);
  await fill(log, 5_001, 7_000, "gnomon", 5 * day);
  tidy(log, 7 * day);
  expect(await find(log, "gnomon")).toEqual(tens(5_001, 7_000));
});

test("what was indexed block by block is put together when there is time, and found as before", async () => {
  const log = open();
  await fill(log, 1, 1_760, "kettlebell");
  tidy(log);
  const db = new Database(file(), { readonly: true });
  const one = (sql: string) => db.prepare(sql).pluck().get();
  expect(one("SELECT count(*) FROM block")).toBe(3);
  expect(one("SELECT count(DISTINCT segid) FROM word_idx")).toBe(1);
  db.close();
  expect(await find(log, "kettlebell")).toEqual(tens(1, 1_760));
  expect(log.tidy(0)).toBe(false);
});

test("a broken index of words is found when the file is looked over", async () => {
  const log = open();
  await fill(log, 1, 2_000, "kettlebell");
  tidy(log);
  await log.close();
  const db = new Database(file());
  db.unsafeMode(true);
  db.exec("UPDATE word_data SET block = zeroblob(8) WHERE id > 100");
  db.close();
  expect(open().check()).not.toBe("ok");
});
