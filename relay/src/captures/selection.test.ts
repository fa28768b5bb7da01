import type { Frame } from "@lighty/protocol";
import { Listing, Projections } from "@lighty/protocol/projections";
import { expect, test } from "vitest";
import { buildFrame } from "../../test/build.ts";
import { saying } from "./selection.ts";

async function* batches(...frames: Partial<Frame>[]) {
  for (const frame of frames) yield [{ receivedAt: 1, text: JSON.stringify(buildFrame(frame)) }];
}

async function said(...frames: Partial<Frame>[]): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const batch of saying(batches(...frames))) all.push(...batch.map(({ text }) => JSON.parse(text) as Frame));
  return all;
}

test("[CAP-8] a frame says how many of its boot were left out before it, and no more than that", async () => {
  const frames = await said(
    { traceSeq: 5 },
    { traceSeq: 6 },
    { traceSeq: 10, droppedBefore: 2 },
    { traceSeq: 8 },
    { traceSeq: 2, bootId: "another-boot" },
  );
  expect(frames.map(({ leftOutBefore }) => leftOutBefore)).toEqual([4, undefined, 1, undefined, 1]);
});

test("[CAP-8] what a selection left out is no gap to its reader; what is missing from it later is", async () => {
  const gapsOf = (frames: readonly Frame[]) => {
    const [projections, listing] = [new Projections(), new Listing()];
    for (const [index, frame] of frames.entries())
      projections.apply([listing.list({ entry: index + 1, receivedAt: 1, frame })]);
    return projections.found.get("trace_gap") ?? 0;
  };
  const frames = await said({ traceSeq: 5 }, { traceSeq: 9 }, { traceSeq: 10 });
  expect(gapsOf(frames)).toBe(0);
  expect(gapsOf([frames[0] as Frame, frames[2] as Frame])).toBe(1);
});
