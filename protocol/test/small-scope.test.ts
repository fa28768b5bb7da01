import { describe, expect, test } from "vitest";
import { exploreSmallScope, plays } from "./suite/small-scope.ts";

describe("two edits a side: every interleaving, each edit delivered at once, late, twice or never", () => {
  for (const play of plays) {
    test(`[MRG-1] [REV-3] [OUT-7] ${play.name}: both end alike, with what the later tap said`, () => {
      const { schedules, faults } = exploreSmallScope([play]);
      expect(faults).toEqual([]);
      expect(schedules).toBe(6 * 4 ** 4);
    });
  }
});
