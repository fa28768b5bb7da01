import type { Stretch } from "@lighty/protocol/projections";
import { expect, test } from "vitest";
import { farOrdinal, farWidth, shapeOf } from "./shape.ts";

/** A million entries, of which the watch lost one edit and was away for a while. */
const stretches = Array.from({ length: 2_000 }, (_, index): Stretch => {
  const lost = index === 700 ? { superseded: 1 } : {};
  return {
    ...{
      first: index * 512 + 1,
      last: (index + 1) * 512,
      entries: 512,
      from: index * 60_000,
      to: index * 60_000 + 50_000,
    },
    ...{ verdicts: { applied: 100, ...lost }, same: 500, differ: 12 },
    lanes: {
      phone: { entries: 300, verdicts: {}, isAway: false },
      watch: { entries: 212, verdicts: { applied: 100, ...lost }, isAway: index >= 900 && index < 910 },
    },
  };
});
const outline = { entries: 2_000 * 512, stretches };
const fitting = 1_200 / farWidth(outline.entries, 1);

test("[PRJ-5] a session of a million entries is shown whole in a screen's width of bars, and counts each entry once", () => {
  const { bins } = shapeOf(outline, 0, 1_200, fitting, 0);
  expect(bins.length).toBeLessThanOrEqual(2 * (1_200 / 4 + 1));
  expect(bins.reduce((sum, { entries }) => sum + entries, 0)).toBe(outline.entries);
  const lost = bins.filter(({ words }) => words.superseded !== undefined);
  expect(lost.map(({ role }) => role)).toEqual(["watch"]);
  expect(farOrdinal(lost[0]?.x ?? 0, fitting)).toBeLessThanOrEqual(700 * 512);
});

test("an absence over many stretches is one band, and times stand apart", () => {
  const { drawing } = shapeOf(outline, 0, 1_200, fitting, 0);
  expect(drawing.bands).toHaveLength(1);
  expect(drawing.bands[0]).toMatchObject({ role: "watch" });
  expect(drawing.bands[0]?.x1).toBeCloseTo(farWidth(900 * 512, fitting));
  const xs = drawing.ticks.map(({ x }) => x);
  expect(xs.length).toBeGreaterThan(5);
  expect(Math.min(...xs.slice(1).map((x, index) => x - (xs[index] ?? 0)))).toBeGreaterThan(80);
});

test("nearer, only what is in sight is drawn, each stretch as wide as its entries", () => {
  const scale = 0.04;
  const from = farWidth(1_000 * 512, scale);
  const { bins } = shapeOf(outline, from, from + 1_200, scale, 0);
  expect(bins.length).toBeLessThan(12);
  expect(new Set(bins.map(({ width }) => Math.round(width)))).toEqual(new Set([Math.round(farWidth(512, scale))]));
});
