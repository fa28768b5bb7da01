import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildArrival, buildBatch } from "../../test/build.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { keepAll } from "../../test/retention.ts";
import { LogReader } from "./log-reader.ts";
import { NamedSessions } from "./named-sessions.ts";
import { SqliteLog } from "./sqlite-log.ts";

let folder: ReturnType<typeof temporaryFolder>;
let log: SqliteLog;
let reader: LogReader;
beforeEach(() => {
  folder = temporaryFolder();
  log = new SqliteLog(folder.path, () => "madeupids000", { retention: keepAll });
  reader = new LogReader(folder.path);
});
afterEach(async () => {
  reader.close();
  await log.close();
  folder.remove();
});

/** More than is kept at hand of anything. */
const many = 6_000;

const idAt = (i: number) => `made-up-${i.toString(36).padStart(6, "0")}`;

/** One frame each of so many devices, which names a session of its own. */
function writeMany(count: number, first = 0): void {
  for (let i = 0; i < count; i += 1_000) {
    const arrivals = Array.from({ length: Math.min(1_000, count - i) }, (_, j) => {
      const id = idAt(first + i + j);
      return buildArrival({ observer: { deviceId: id, role: "phone" } }, [id]);
    });
    log.write(buildBatch(...arrivals));
  }
}

test("a session that was heard of long ago is found by its name, by whoever writes and whoever reads", async () => {
  writeMany(many);
  for (const i of [0, many - 1, 0]) {
    for (const page of [await log.read({ after: 0, limit: 2, sessionId: idAt(i) }), read(idAt(i))])
      expect(page.entries.map(({ entry, sessions }) => [entry, sessions])).toEqual([[i + 1, [idAt(i)]]]);
  }
  expect(read(idAt(many)).entries).toEqual([]);
  // Every page names the sessions of entries that lie far apart.
  const names = reader.read({ after: 0, limit: many }, log.head).entries.map(({ sessions }) => sessions);
  expect(names).toEqual(Array.from({ length: many }, (_, i) => [idAt(i)]));
});

test("a frame that names no session is listed under what its device named last, however many were heard of since", async () => {
  writeMany(many);
  const nameless = (i: number, traceSeq: number) => buildArrival({ ...of(i), traceSeq }, []);
  log.write(buildBatch(nameless(0, 2), nameless(many - 1, 2), nameless(many, 1)));
  expect(read(idAt(0)).entries.map(({ entry }) => entry)).toEqual([1, many + 1]);
  expect(read(idAt(many - 1)).entries.map(({ entry }) => entry)).toEqual([many, many + 2]);
  // And under none, once that session is deleted.
  writeMany(many, many + 1);
  await log.remove(idAt(0));
  log.write(buildBatch(nameless(0, 3)));
  const last = reader.read({ before: log.head + 1, limit: 1 }, log.head).entries[0];
  expect([last?.frame.observer.deviceId, last?.sessions]).toEqual([idAt(0), []]);
});

test("what was written down in a commit that failed is asked for again", () => {
  const named = new NamedSessions(() => ["s-before"]);
  named.resolve(idAt(0), ["s-failed"]);
  named.rollback();
  expect(named.resolve(idAt(0), [])).toEqual(["s-before"]);
});

test("who makes up one session after the other fills no memory", () => {
  const arrivals = (first: number) =>
    Array.from({ length: 1_000 }, (_, i) => buildArrival({ traceSeq: first + i + 1 }, [idAt(first + i)]));
  let next = 0;
  const write = (batches: number) => {
    for (const end = next + batches * 1_000; next < end; next += 1_000) log.write(buildBatch(...arrivals(next)));
    reader.read({ before: log.head + 1, limit: 1_000 }, log.head);
  };
  // As much as is kept at hand.
  write(8);
  const before = heapBytes();
  write(100);
  expect((heapBytes() - before) / 1_048_576).toBeLessThan(6);
});

test("nor does who makes up one device after the other", () => {
  const named = new NamedSessions(() => undefined);
  const before = heapBytes();
  for (let i = 0; i < 100_000; i++) {
    named.resolve(idAt(i), [idAt(i)]);
    named.commit();
  }
  expect((heapBytes() - before) / 1_048_576).toBeLessThan(4);
  expect(named.changes()).toEqual([]);
});

function read(sessionId: string) {
  return reader.read({ after: 0, limit: 4, sessionId }, log.head);
}

function of(i: number) {
  return { observer: { deviceId: idAt(i), role: "phone" as const } };
}

/** What lives, once all else is collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
