import fc from "fast-check";
import { expect, test } from "vitest";
import { buildFrame } from "../testing/index.ts";
import { Summing } from "./summary.ts";
import { holesOf, TraceRanges } from "./trace-ranges.ts";

test("[TEE-2] in whatever order frames come, the ranges are those of the set of their traceSeqs", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (seqs) => {
      const ranges = new TraceRanges();
      const met = new Set<number>();
      for (const traceSeq of seqs) {
        expect(ranges.add(buildFrame({ traceSeq }))).toBe(!met.has(traceSeq));
        met.add(traceSeq);
      }
      const [boot] = ranges.boots();
      const inRanges = (boot?.ranges ?? []).flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      expect(inRanges).toEqual([...met].sort((a, b) => a - b));
      const holes = boot === undefined ? [] : holesOf(boot);
      for (const [first, last] of holes) for (let n = first; n <= last; n++) expect(met.has(n)).toBe(false);
      expect((boot?.ranges.length ?? 1) - 1).toBe(holes.length);
    }),
  );
});

test("a summary tells devices with builds, drops and holes, and the span of what was seen", () => {
  const build = JSON.stringify({ kind: "note", note: "activated", clockId: "c1", build: "1.2 (34)" });
  const summing = new Summing();
  const add = (traceSeq: number, observedAt: number, more = {}) =>
    summing.add([{ receivedAt: 1, frame: buildFrame({ traceSeq, observedAt, ...more }), text: "" }]);
  add(1, 1_000, { body: build });
  add(2, 1_500);
  add(5, 900, { droppedBefore: 2 });
  add(5, 900);
  expect(summing.value()).toMatchObject({
    frames: 4,
    duplicates: 1,
    firstObservedAt: 900,
    lastObservedAt: 1_500,
    devices: [
      { frames: 4, boots: 1, builds: ["1.2 (34)"], dropped: 2, holes: [{ bootId: "boot-1", first: 3, last: 4 }] },
    ],
  });
});
