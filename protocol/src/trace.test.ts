import { expect, test } from "vitest";
import type { Frame } from "./frame.ts";
import { buildFrame } from "./testing/index.ts";
import { Trace } from "./trace.ts";

const place = (trace: Trace, bootId: string, traceSeq: number, observedAt: number) => {
  const { missingFrames, isLate } = trace.take(buildFrame({ bootId, traceSeq, observedAt }));
  return [missingFrames, isLate];
};

/** Frames given up as lost and as dropped, at a frame that came in order. */
const lost = (trace: Trace, traceSeq: number, more: Partial<Frame> = {}) => {
  const { lostFrames, droppedFrames } = trace.take(buildFrame({ traceSeq, observedAt: traceSeq, ...more }));
  return [lostFrames, droppedFrames];
};
/** The frame of a received message, which may have ridden beside its acknowledgement. */
const riding = { direction: "received", transport: "message" } as const;

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

test("[TEE-13] a frame that rides ahead of those before it leaves no hole once a file has brought them", () => {
  const trace = new Trace();
  expect(lost(trace, 1)).toEqual([0, 0]);
  expect(lost(trace, 4, riding)).toEqual([0, 0]);
  expect(lost(trace, 8, riding)).toEqual([0, 0]);
  for (const traceSeq of [2, 3, 5, 6, 7, 9]) expect(lost(trace, traceSeq)).toEqual([0, 0]);
});

test("[TEE-13] what the file brings neither is lost where it leaps, as far as its tee does not say that it dropped it", () => {
  const trace = new Trace();
  lost(trace, 1);
  lost(trace, 10, riding);
  expect(lost(trace, 3)).toEqual([1, 0]);
  expect(lost(trace, 7, { droppedBefore: 2 })).toEqual([1, 2]);
  expect(lost(trace, 8)).toEqual([0, 0]);
  expect(lost(trace, 11)).toEqual([1, 0]);
  expect(lost(trace, 12)).toEqual([0, 0]);
});

test("[TEE-13] holes that may be filled are bounded: of more the oldest is lost", () => {
  const trace = new Trace();
  let all = 0;
  for (let n = 1; n <= 66; n++) all += lost(trace, 2 * n, riding)[0] as number;
  expect(all).toBe(2);
});

test("[TEE-12] a boot that was forgotten, and one whose beginning was pruned, come late without a hole", () => {
  const trace = new Trace();
  for (let n = 0; n < 70; n++) trace.take(buildFrame({ bootId: `b${n}`, traceSeq: 1, observedAt: 1_000 + n }));
  expect(trace.take(buildFrame({ bootId: "b0", traceSeq: 40, observedAt: 1_000 })).lostFrames).toBe(0);

  const torn = new Trace(true);
  torn.take(buildFrame({ bootId: "b2", traceSeq: 5, observedAt: 2_000 }));
  expect(torn.take(buildFrame({ bootId: "b1", traceSeq: 30, observedAt: 1_000 })).lostFrames).toBe(0);
  expect(torn.take(buildFrame({ bootId: "b1", traceSeq: 33, observedAt: 1_001 })).lostFrames).toBe(2);
});
