import { expect, test } from "vitest";
import { buildFrame } from "./testing/index.ts";
import { Trace } from "./trace.ts";

const place = (trace: Trace, bootId: string, traceSeq: number, observedAt: number) => {
  const { missingFrames, isLate } = trace.take(buildFrame({ bootId, traceSeq, observedAt }));
  return [missingFrames, isLate];
};

test("[TEE-2] a hole is counted where it shows, and once", () => {
  const trace = new Trace();
  expect(place(trace, "b1", 3, 100)).toEqual([2, false]);
  expect(place(trace, "b1", 4, 101)).toEqual([0, false]);
  expect(place(trace, "b1", 9, 102)).toEqual([4, false]);
  expect(place(trace, "b2", 1, 200)).toEqual([0, false]);
});

test("[TEE-12] what fills a hole later is late, and the frame after it leaves no hole", () => {
  const trace = new Trace();
  place(trace, "b1", 1, 100);
  expect(place(trace, "b1", 5, 104)).toEqual([3, false]);
  expect(place(trace, "b1", 2, 101)).toEqual([0, true]);
  expect(place(trace, "b1", 3, 102)).toEqual([0, true]);
  expect(place(trace, "b1", 6, 105)).toEqual([0, false]);
});

test("[TEE-12] an older boot, known or not, comes late; its own holes are its own", () => {
  const trace = new Trace();
  place(trace, "b1", 1, 100);
  place(trace, "b2", 1, 200);
  expect(place(trace, "b1", 2, 101)).toEqual([0, true]);
  expect(place(trace, "b0", 1, 50)).toEqual([0, true]);
  expect(place(trace, "b0", 4, 51)).toEqual([2, true]);
  expect(place(trace, "b2", 2, 201)).toEqual([0, false]);
});

test("[TEE-12] a clock that was set back keeps a boot late until it has gone on after the other", () => {
  const trace = new Trace();
  place(trace, "b1", 1, 1_000);
  expect(place(trace, "b2", 1, 900)).toEqual([0, true]);
  expect(place(trace, "b2", 2, 1_001)).toEqual([0, false]);
  expect(place(trace, "b2", 3, 1_002)).toEqual([0, false]);
});

test("[PRJ-6] where the log has been pruned the first frame of it is no hole, the next one may be", () => {
  const trace = new Trace(true);
  expect(place(trace, "b1", 70, 100)).toEqual([0, false]);
  expect(place(trace, "b1", 72, 101)).toEqual([1, false]);
});
