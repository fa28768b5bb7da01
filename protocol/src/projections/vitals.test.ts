import { expect, test } from "vitest";
import type { Frame } from "../index.ts";
import { buildFrame, epochMs, phoneId } from "../testing/index.ts";
import { Listing } from "./listing.ts";
import { Projections } from "./projections.ts";
import { Vitals } from "./vitals.ts";

function fold(frames: readonly Partial<Frame>[]): Vitals {
  const [projections, listing] = [new Projections(), new Listing()];
  frames.forEach((more, index) => {
    const frame = buildFrame({
      observer: { deviceId: phoneId, role: "phone" },
      traceSeq: index + 1,
      ...plain,
      ...more,
    });
    projections.apply([listing.list({ entry: index + 1, receivedAt: epochMs + index * 1_000, frame })]);
  });
  return Vitals.parse(projections.vitals.of(phoneId));
}
/** Neither a note nor a packet. */
const plain = { body: "{}" };
const note = (more: object) => ({ direction: "local" as const, body: JSON.stringify({ kind: "note", ...more }) });

test("[PRJ-8] the queue is a point wherever it changed, the link a word wherever the app said one", () => {
  const { queue, link } = fold([
    { ...note({ note: "activated", clockId: "clock-1" }), queueDepth: 0 },
    { queueDepth: 0 },
    { queueDepth: 2 },
    { ...note({ note: "reachability", reachable: false }), queueDepth: 2 },
    { ...note({ note: "reachability", reachable: true }), queueDepth: 0 },
  ]);
  expect(queue).toEqual([
    { at: epochMs, depth: 0 },
    { at: epochMs + 2_000, depth: 2 },
    { at: epochMs + 4_000, depth: 0 },
  ]);
  expect(link).toEqual([
    { at: epochMs, entry: 1, is: "activated" },
    { at: epochMs + 3_000, entry: 4, is: "unreachable" },
    { at: epochMs + 4_000, entry: 5, is: "reachable" },
  ]);
});

test("[PRJ-8] a series that grows too long is halved, keeps its peaks, and stands where it stood", () => {
  const depths = Array.from({ length: 5_000 }, (_, index) => (index === 777 ? 900 : index % 2));
  const { queue } = fold(depths.map((queueDepth) => ({ queueDepth })));
  expect(queue.length).toBeLessThanOrEqual(512);
  expect(queue.length).toBeGreaterThan(200);
  expect(Math.max(...queue.map(({ depth }) => depth))).toBe(900);
  expect(queue[0]?.at).toBe(epochMs);
  expect(queue.at(-1)).toEqual({ at: epochMs + 4_999_000, depth: 1 });
  expect(queue.map(({ at }) => at)).toEqual(queue.map(({ at }) => at).toSorted((a, b) => a - b));
});

test("[PRJ-8] missing are the frames that never came and that nobody says were dropped or left out", () => {
  expect(fold([{ traceSeq: 1 }, { traceSeq: 4 }]).missing).toBe(2);
  expect(fold([{ traceSeq: 1 }, { traceSeq: 4, droppedBefore: 2 }]).missing).toBe(0);
  expect(fold([{ traceSeq: 1 }, { traceSeq: 6, droppedBefore: 1, leftOutBefore: 1 }]).missing).toBe(2);
});

test("[PRJ-8] [TEE-12] a late frame moves neither series", () => {
  const { queue, link, missing } = fold([
    { traceSeq: 1, queueDepth: 0 },
    { traceSeq: 5, queueDepth: 1 },
    { traceSeq: 3, queueDepth: 9, ...note({ note: "reachability", reachable: false }) },
  ]);
  expect([queue.length, link, missing]).toEqual([2, [], 3]);
});

test("[PRJ-6] [PRJ-8] a device that is pruned from the log has no vitals any more", () => {
  const projections = new Projections();
  const frame = buildFrame({ observer: { deviceId: phoneId, role: "phone" }, queueDepth: 1 });
  projections.apply([new Listing().list({ entry: 1, receivedAt: epochMs, frame })]);
  expect(projections.vitals.of(phoneId)).toBeDefined();
  projections.prune(1);
  expect(projections.vitals.of(phoneId)).toBeUndefined();
});
