import fc from "fast-check";
import { expect, test } from "vitest";
import { Held, type Range } from "./held.ts";

test("[TEE-4] any traceSeqs in any order: each is claimed once, and what is written down is the same as what is known", () => {
  const batches = fc.array(fc.record({ claims: fc.array(fc.integer({ min: 1, max: 40 })), fails: fc.boolean() }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(batches, (batches) => {
      const held = new Held();
      const disk = new Map<number, number>();
      const known = new Set<number>();
      for (const { claims, fails } of batches) {
        const seen = new Set(known);
        for (const traceSeq of claims) {
          expect(held.claim("phone0001", "b", traceSeq)).toBe(!seen.has(traceSeq));
          seen.add(traceSeq);
        }
        if (fails) {
          held.rollback();
          continue;
        }
        for (const { removed, written } of held.changes()) {
          for (const first of removed) disk.delete(first);
          for (const { first, last } of written) disk.set(first, last);
        }
        held.commit();
        for (const traceSeq of claims) known.add(traceSeq);
        expect(rangesOf(known)).toEqual([...disk].sort(([a], [b]) => a - b).map(([first, last]) => ({ first, last })));
        expect(held.highest("phone0001", "b")).toBe(Math.max(0, ...known));
      }
    }),
  );
});

function rangesOf(known: ReadonlySet<number>): Range[] {
  const ranges: Range[] = [];
  for (const traceSeq of [...known].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.last === traceSeq - 1) last.last = traceSeq;
    else ranges.push({ first: traceSeq, last: traceSeq });
  }
  return ranges;
}

test("[TEE-11] a boot of too many holes: the lowest is given up and counts as held, and nothing that was held is taken again", () => {
  const disk = new Map<number, number>();
  const held = new Held(() => [...disk].sort(([a], [b]) => a - b).map(([first, last]) => ({ first, last })));
  const claim = (traceSeq: number) => {
    const isNew = held.claim("phone0001", "b", traceSeq);
    for (const { removed, written } of held.changes()) {
      for (const first of removed) disk.delete(first);
      for (const { first, last } of written) disk.set(first, last);
    }
    held.commit();
    return isNew;
  };
  for (let traceSeq = 10; traceSeq <= 1_000; traceSeq += 2) expect(claim(traceSeq)).toBe(true);
  expect(disk.size).toBe(256);
  expect(claim(11)).toBe(false);
  expect(claim(999)).toBe(true);
  expect(claim(9)).toBe(true);
  for (let traceSeq = 10; traceSeq <= 1_000; traceSeq += 2) expect(claim(traceSeq)).toBe(false);
  // Others crowd it out of memory; what is written down still holds.
  for (let boot = 0; boot < 2_000; boot++) held.highest("phone0001", `b${boot}`);
  expect(claim(500)).toBe(false);
  expect(held.highest("phone0001", "b")).toBe(1_000);
});
