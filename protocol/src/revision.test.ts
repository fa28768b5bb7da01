import fc from "fast-check";
import { expect, test } from "vitest";
import { limits } from "./limits.ts";
import { nextRevision, revisionCeiling } from "./revision.ts";

test("[REV-1] an own write is always above everything seen, whatever the clock says", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: limits.maxRevision }), fc.integer(), (held, sinceStartMs) => {
      expect(nextRevision(held, sinceStartMs)).toBeGreaterThan(held);
    }),
  );
});

test("[REV-3] of two writes made apart the later tap has the higher revision, as long as neither has heard of more than time gives", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_000_000 }), fc.integer({ min: 100, max: 100_000 }), (at, laterBy) => {
      expect(nextRevision(0, at + laterBy)).toBeGreaterThan(nextRevision(0, at) - 1);
      expect(nextRevision(0, at + laterBy + 100)).toBeGreaterThan(nextRevision(0, at));
    }),
  );
});

test("[REV-3] time counts for 24 hours and no longer", () => {
  expect(nextRevision(0, 86_400_000)).toBe(864_000);
  expect(nextRevision(0, Number.MAX_SAFE_INTEGER)).toBe(864_000);
});

test("[BND-3] whatever is taken can be beaten: the ceiling leaves room above every revision below it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: limits.maxRevision }), (held) => {
      expect(revisionCeiling(held)).toBeLessThanOrEqual(limits.maxRevision);
      if (held < limits.maxRevision) expect(revisionCeiling(held)).toBeGreaterThan(held);
    }),
  );
  expect(revisionCeiling(0)).toBe(1_864_000);
});
