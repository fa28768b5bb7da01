import fc from "fast-check";
import { expect, test } from "vitest";
import { compareStamps } from "./stamp.ts";

const stamp = fc.record({
  revision: fc.integer({ min: 1, max: 4 }),
  deviceId: fc.constantFrom("aaaaaaaa", "aaaaaaab", "phone0001", "0hone0001"),
});

test("[REV-4] stamps are in one total order: revision as a number, then deviceId as bytes", () => {
  fc.assert(
    fc.property(stamp, stamp, stamp, (a, b, c) => {
      expect(compareStamps(a, b) + compareStamps(b, a)).toBe(0);
      expect(compareStamps(a, b) === 0).toBe(a.revision === b.revision && a.deviceId === b.deviceId);
      if (compareStamps(a, b) <= 0 && compareStamps(b, c) <= 0) expect(compareStamps(a, c)).toBeLessThanOrEqual(0);
      if (a.revision < b.revision) expect(compareStamps(a, b)).toBe(-1);
    }),
  );
});
