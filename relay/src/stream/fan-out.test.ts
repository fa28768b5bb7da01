import { expect, test } from "vitest";
import { arrivalsOf, buildBatch } from "../../test/build.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { LocalViews } from "../projections/local-views.ts";
import { FanOut } from "./fan-out.ts";
import { longestStallMs, Reader } from "./reader.ts";

test("a reader that stands still in the midst of its backlog is cut off like any other, with one page in memory", async () => {
  const log = new MemoryLog("memorylog000");
  await log.append(buildBatch(...arrivalsOf(Array.from({ length: 2_000 }, (_, i) => i + 1))));
  const views = new LocalViews(log);
  const fanOut = new FanOut(log, views);
  const sent: unknown[] = [];
  const closed: string[] = [];
  let now = 0;
  const reader = new Reader(
    { entries: true },
    {
      send: (text) => void sent.push(text),
      buffered: () => 0,
      close: ({ code }) => void closed.push(code),
      now: () => now,
    },
  );
  const joined = fanOut.join(reader, 0);
  while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
  now = longestStallMs;
  fanOut.check();
  expect(closed).toEqual(["slow_reader"]);
  await joined;
  expect([sent.length, fanOut.readers]).toEqual([1, 0]);
  await views.close();
});

test("the log is asked to hand entries out only while a live reader wants them", async () => {
  const log = new MemoryLog("memorylog000");
  let listening = 0;
  const tail = log.tail.bind(log);
  log.tail = (listener) => {
    listening += 1;
    const end = tail(listener);
    return () => {
      listening -= 1;
      end();
    };
  };
  const views = new LocalViews(log);
  const fanOut = new FanOut(log, views);
  const join = async (entries: boolean) => {
    const ports = { send: () => {}, buffered: () => 0, close: () => {}, now: () => 0 };
    const reader = new Reader({ entries }, ports);
    await fanOut.join(reader, 0);
    return reader;
  };
  const counts = [listening];
  const ofSummaries = await join(false);
  counts.push(listening);
  const [first, second] = [await join(true), await join(true)];
  counts.push(listening);
  fanOut.leave(first);
  counts.push(listening);
  fanOut.leave(second);
  counts.push(listening);
  expect(counts).toEqual([0, 0, 1, 1, 0]);
  fanOut.leave(ofSummaries);
  await views.close();
});
