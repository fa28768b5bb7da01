import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anchorAt, Offsets, readClock, sampleOf } from "./clock.ts";
import { limits } from "./limits.ts";
import { epochMs, instant } from "./testing/index.ts";

describe("the session clock", () => {
  test("[CLK-1] reads the wall clock of its first use plus monotonic time since, whatever the wall clock does then", () => {
    const anchor = anchorAt(instant(0), "clock-p");
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: -1e9, max: 1e9 }), (afterMs, jumpMs) => {
        expect(readClock(anchor, instant(afterMs, { wallMs: epochMs + jumpMs }))).toBe(epochMs + afterMs);
      }),
    );
  });

  test("[CLK-2] cannot be read after a reboot", () => {
    expect(readClock(anchorAt(instant(), "clock-p"), instant(5, { deviceBootId: "boot-2" }))).toBeUndefined();
  });

  test("[ENV-5] reads whole milliseconds from clocks that count in fractions, and never runs backwards", () => {
    const anchor = anchorAt({ wallMs: 1000.9, monotonicMs: 10.9, deviceBootId: "b" }, "c");
    let last = 0;
    for (let monotonicMs = 10.9; monotonicMs < 20; monotonicMs += 0.3) {
      const reading = readClock(anchor, { wallMs: 0, monotonicMs, deviceBootId: "b" }) as number;
      expect(Number.isInteger(reading)).toBe(true);
      expect(reading).toBeGreaterThanOrEqual(last);
      last = reading;
    }
  });
});

describe("what a ping tells", () => {
  test("[CLK-3] the error of a sample is at most half its round trip, however the way was split", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3_600_000, max: 3_600_000 }),
        fc.nat(5_000),
        fc.nat(5_000),
        fc.nat(1_000),
        (offset, there, back, thinking) => {
          const sent = epochMs;
          const received = sent + there + offset;
          const answered = received + thinking;
          const now = answered - offset + back;
          const sample = sampleOf(sent, received, answered, now);
          expect(sample?.roundTripMs).toBe(there + back);
          expect(Math.abs((sample?.offsetMs ?? Number.NaN) - offset)).toBeLessThanOrEqual((there + back) / 2 + 1);
        },
      ),
    );
  });

  test("[CLK-3] stamps that cannot be are no sample", () => {
    expect(sampleOf(100, 100, 100, 99)).toBeUndefined();
    expect(sampleOf(100, 100, 99, 200)).toBeUndefined();
    expect(sampleOf(100, 100, 300, 200)).toBeUndefined();
  });
});

describe("offsets to other clocks", () => {
  const sample = (offsetMs: number, roundTripMs: number, at = 0) => ({ offsetMs, roundTripMs, at });

  test("[CLK-4] an unknown clock is taken to agree, and so is one that differs by less than the way explains", () => {
    const offsets = new Offsets();
    expect(offsets.offsetMs("clock-w")).toBe(0);
    offsets.offer("clock-w", sample(49, 100));
    expect(offsets.offsetMs("clock-w")).toBe(0);
    offsets.offer("clock-w", sample(50, 90));
    expect(offsets.offsetMs("clock-w")).toBe(50);
    expect(offsets.sample("clock-w")).toEqual(sample(50, 90));
  });

  test("[CLK-5] of samples taken close together the one with the shortest round trip stays", () => {
    const trips = [400, 90, 300, 60, 61, 500];
    const offsets = new Offsets();
    for (const [index, trip] of trips.entries()) offsets.offer("clock-w", sample(10_000 + index, trip, index));
    expect(offsets.sample("clock-w")?.roundTripMs).toBe(60);
  });

  test("[CLK-5] a good sample is outlived: its doubt grows by a tenth of a millisecond a second", () => {
    const offsets = new Offsets();
    offsets.offer("clock-w", sample(1_000, 20));
    expect(offsets.offer("clock-w", sample(2_000, 60, 390_000)).taken).toBe(false);
    expect(offsets.offer("clock-w", sample(2_000, 60, 400_000)).taken).toBe(true);
  });

  test("[CLK-5] after a reboot what was measured stays the best guess until any new sample comes", () => {
    const offsets = new Offsets();
    offsets.offer("clock-w", sample(1_000, 20, 500_000));
    offsets.doubtAll();
    expect(offsets.offsetMs("clock-w")).toBe(1_000);
    expect(offsets.offer("clock-w", sample(3_000, 2_000, 5)).taken).toBe(true);
    expect(offsets.offsetMs("clock-w")).toBe(3_000);
  });

  test("[CLK-5] eight clocks are kept: the one heard least lately goes, and is named so that the store can forget it", () => {
    const offsets = new Offsets();
    for (let i = 0; i < limits.clockOffsets; i++)
      expect(offsets.offer(`clock-${i}`, sample(1_000, 10, i)).dropped).toBeUndefined();
    offsets.offer("clock-0", sample(1_001, 10, 50));
    expect(offsets.offer("clock-9", sample(1_000, 10, 60))).toEqual({ taken: true, dropped: "clock-1" });
    expect(offsets.offsetMs("clock-0")).toBe(1_001);
    expect(offsets.offsetMs("clock-1")).toBe(0);
  });

  test("[DUR-3] a sample comes back from the store as it was", () => {
    const offsets = new Offsets();
    offsets.restore("clock-w", { offsetMs: 900, roundTripMs: 30, at: 7 });
    expect(offsets.offsetMs("clock-w")).toBe(900);
  });
});
