import fc from "fast-check";
import { expect, test } from "vitest";
import { Clocks } from "./clocks.ts";

test("[DLV-2] the true offset lies within the uncertainty, whatever the flights took", () => {
  const flight = fc.record({ isThere: fc.boolean(), tookMs: fc.integer({ min: 0, max: 60_000 }) });
  fc.assert(
    fc.property(fc.integer({ min: -900_000, max: 900_000 }), fc.array(flight, { maxLength: 200 }), (ahead, flights) => {
      const clocks = new Clocks();
      for (const { isThere, tookMs } of flights) {
        if (isThere) clocks.flew("phone0001", "watch0001", 0, tookMs + ahead);
        else clocks.flew("watch0001", "phone0001", ahead, tookMs);
      }
      const [there, back] = [clocks.offset("phone0001", "watch0001"), clocks.offset("watch0001", "phone0001")];
      const isKnown = flights.some(({ isThere }) => isThere) && flights.some(({ isThere }) => !isThere);
      expect(there !== undefined).toBe(isKnown);
      if (there === undefined || back === undefined) return;
      expect(Math.abs(there.offsetMs - ahead)).toBeLessThanOrEqual(there.uncertaintyMs);
      expect(back.offsetMs).toBe(0 - there.offsetMs);
    }),
  );
});

test("[CLK-2] a new clock voids what was known of the old one, and of no other device", () => {
  const clocks = new Clocks();
  for (const other of ["watch0001", "watch0002"]) {
    clocks.flew("phone0001", other, 0, 10);
    clocks.flew(other, "phone0001", 0, 10);
  }
  clocks.forget("watch0001");
  expect(clocks.offset("phone0001", "watch0001")).toBeUndefined();
  expect(clocks.offset("phone0001", "watch0002")).toEqual({ offsetMs: 0, uncertaintyMs: 10 });
});
