import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { draw, laneY } from "./drawing.ts";
import { Traffic } from "./traffic.ts";

const traffic = new Traffic(sessionId);
traffic.append(rehearsedEntries());
const all = draw(traffic, 0, traffic.axis.width);

test("each crossing is drawn once, from its sender's lane to the other", () => {
  expect(all.arrows).toHaveLength(traffic.crossings.all.length);
  const arrived = all.arrows.filter(({ outcome }) => outcome === "arrived");
  for (const { y1, y2, x1, x2 } of arrived) {
    expect([y1, y2].sort()).toEqual([laneY.watch, laneY.phone].sort());
    expect(x2).toBeGreaterThan(x1);
  }
});

test("what never arrived ends as a stub before the other lane", () => {
  const stubs = all.arrows.filter(({ outcome }) => outcome === "replaced");
  expect(stubs.length).toBeGreaterThan(0);
  for (const { y1, y2 } of stubs) expect(Math.abs(y2 - y1)).toBeLessThan(50);
});

test("only what is in sight is drawn", () => {
  const [from, to] = [300, 600];
  const part = draw(traffic, from, to);
  expect(part.arrows.length).toBeLessThan(all.arrows.length / 2);
  for (const { x1, x2 } of part.arrows) expect(Math.max(x1, x2) >= from && Math.min(x1, x2) <= to).toBe(true);
  for (const { x } of part.dots) expect(x >= from && x <= to).toBe(true);
});

test("an arrow whose ends are both out of sight is still drawn between them", () => {
  const long = [...all.arrows].sort((a, b) => b.x2 - b.x1 - (a.x2 - a.x1))[0];
  const middle = ((long?.x1 ?? 0) + (long?.x2 ?? 0)) / 2;
  expect(draw(traffic, middle - 5, middle + 5).arrows.map(({ key }) => key)).toContain(long?.key);
});

test("ticks stay put while the reader scrolls", () => {
  const here = draw(traffic, 300, 900).ticks.filter(({ x }) => x > 450 && x < 800);
  const there = draw(traffic, 420, 1_020).ticks.filter(({ x }) => x > 450 && x < 800);
  expect(here).toEqual(there);
});

test("long silences are told by their length", () => {
  expect(all.idles.length).toBeGreaterThan(3);
  for (const { text } of all.idles) expect(text).toMatch(/^\d+(\.\d)? s$/);
});

test("an outage shades both lanes", () => {
  expect(all.bands.map(({ role }) => role).sort()).toEqual(["phone", "watch"]);
});
