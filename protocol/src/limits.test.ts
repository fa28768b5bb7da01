import { expect, test } from "vitest";
import { limits } from "./limits.ts";

test("[BND-3] revision and seq fit a 32-bit signed integer with room to count on: Int is 32 bits on some watches", () => {
  expect(limits.maxRevision + limits.maxSeq).toBeLessThan(2 ** 31);
  expect(limits.revisionClockCap + limits.maxRevisionLead).toBeLessThan(limits.maxRevision);
});

test("[OUT-6] a split packet leaves room for its head within what the link carries", () => {
  expect(limits.packetSplitBytes).toBeLessThan(limits.messageBytes);
  expect(limits.startBytes).toBeLessThan(limits.packetSplitBytes);
});

test("[BND-1] whatever the link carries a reader takes", () => {
  expect(limits.textBytes).toBeGreaterThanOrEqual(limits.contextBytes);
  expect(limits.contextBytes).toBeGreaterThan(limits.messageBytes);
});

test("[BND-4] every bound is a whole number above zero", () => {
  for (const [name, bound] of Object.entries(limits)) expect(Number.isInteger(bound) && bound > 0, name).toBe(true);
});
