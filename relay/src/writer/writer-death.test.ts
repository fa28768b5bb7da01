import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import Database from "better-sqlite3";
import { afterEach, expect, test, vi } from "vitest";
import { buildFrame } from "../../test/build.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { keepAll } from "../../test/retention.ts";
import { Writer } from "./writer.ts";

const folder = temporaryFolder();
const workers: Worker[] = [];
const note = (worker: Worker) => void (worker.threadName === "writer" && workers.push(worker));
let writer: Writer | undefined;
afterEach(async () => {
  process.off("worker", note);
  await writer?.close();
  folder.remove();
  vi.restoreAllMocks();
});

const message = (...traceSeqs: number[]) =>
  Buffer.from(JSON.stringify({ type: "frames", frames: traceSeqs.map((traceSeq) => buildFrame({ traceSeq })) }));
const source = { deviceId: "phone0001", line: 1 };

test("[TEE-4] the writer's thread throws, and is terminated: what waited fails, another one begins, nothing acknowledged is lost and nothing lands twice", async () => {
  process.on("worker", note);
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  writer = await Writer.open(folder.path, { retention: keepAll });
  const heard: number[] = [];
  writer.tail((entries) => heard.push(...entries.map(({ entry }) => entry)));
  const send = async (...traceSeqs: number[]) => {
    // As a device does: again, until it is acknowledged.
    for (;;) {
      const taken = await writer?.takeMessage(message(...traceSeqs), source).catch(() => null);
      if (taken?.taken) return taken.acked;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  expect(await send(1, 2)).toMatchObject([{ traceSeq: 2 }]);

  // What no caller asks: the thread throws on it.
  await expect(writer.acked("phone0001", null as never)).rejects.toThrow("the writer's thread died");
  expect(writer.trouble).toContain("died");
  await expect(writer.takeMessage(message(3), source)).rejects.toThrow("died");
  expect(await send(2, 3)).toMatchObject([{ traceSeq: 3 }]);
  expect([writer.trouble, writer.restarts]).toEqual([null, 1]);

  const inFlight = Promise.allSettled([4, 5, 6].map((traceSeq) => writer?.takeMessage(message(traceSeq), source)));
  await Promise.all([workers.at(-1)?.terminate(), inFlight]);
  expect(await send(4, 5, 6, 7)).toMatchObject([{ traceSeq: 7 }]);
  await new Promise<void>((resolve) => setImmediate(resolve));

  const { entries } = await writer.read({ after: 0, limit: 99 });
  expect(entries.map(({ frame }) => frame.traceSeq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(writer.restarts).toBe(2);
  expect(warned.mock.calls.map(([sentence]) => String(sentence).split(" (")[0])).toEqual([
    "the writer's thread died",
    "the writer's thread died",
  ]);
});

test("[PRJ-9] a thread that died before it said that a session was deleted: whoever folds the log hears which one was", async () => {
  process.on("worker", note);
  vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  writer = await Writer.open(folder.path, { retention: keepAll });
  const heard: string[] = [];
  writer.whenRemoved((sessionId) => heard.push(sessionId));
  const ended = workers.at(-1)?.terminate();
  const removing = Promise.allSettled([writer.remove("s1"), writer.remove("s2")]);
  // What it had committed by then.
  const db = new Database(join(folder.path, "log.sqlite"));
  db.exec("UPDATE log SET removals = removals + 1");
  db.close();
  await ended;
  expect(await removing).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
  while (writer.trouble !== null || writer.restarts === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect([heard, writer.removals]).toEqual([["s1"], 1]);
});
