import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { densityOf } from "./density.ts";
import { draw } from "./drawing.ts";
import { binAt, dotY, entryOf, hitAt, shapeAt } from "./hit.ts";
import { Traffic } from "./traffic.ts";

const traffic = new Traffic(sessionId);
traffic.append(rehearsedEntries());
const drawing = draw(traffic, 0, traffic.axis.width);

function hitKey(x: number, y: number): number | undefined {
  const hit = hitAt(drawing, x, y);
  return hit?.kind === "arrow" ? hit.arrow.key : undefined;
}

test("a point on an arrow that stands out is that arrow, whatever lies across it", () => {
  const loud = drawing.arrows.filter(({ isQuiet }) => !isQuiet);
  expect(loud.length).toBeGreaterThan(10);
  for (const arrow of loud) {
    // Where two lines meet a point belongs to both, so one of three points along the line must be this one's.
    const found = [0.2, 0.5, 0.8].map((along) =>
      hitKey(arrow.x1 + (arrow.x2 - arrow.x1) * along, arrow.y1 + (arrow.y2 - arrow.y1) * along),
    );
    expect(found).toContain(arrow.key);
  }
});

test("of two arrows that cross, the nearer one is meant, in whichever order they are drawn", () => {
  const base = {
    transport: "message",
    verdict: "applied",
    outcome: "arrived",
    isQuiet: false,
    isSnapshot: false,
  } as const;
  const down = { ...base, key: 1, entry: 1, x1: 0, y1: 0, x2: 100, y2: 100 };
  const up = { ...base, key: 2, entry: 2, x1: 0, y1: 100, x2: 100, y2: 0 };
  for (const arrows of [
    [down, up],
    [up, down],
  ]) {
    const crossing = { ...drawing, arrows, dots: [] };
    expect(hitAt(crossing, 30, 32)).toMatchObject({ arrow: { key: 1 } });
    expect(hitAt(crossing, 30, 68)).toMatchObject({ arrow: { key: 2 } });
    expect(hitAt(crossing, 20, 50)).toBeNull();
  }
});

test("a verdict's shape is meant before every line that runs under it", () => {
  const worn = drawing.arrows.flatMap((arrow) => {
    const middle = shapeAt(arrow);
    return middle === null ? [] : [{ ...middle, key: arrow.key }];
  });
  expect(worn.length).toBeGreaterThan(10);
  for (const { x, y, key } of worn) {
    const found = hitKey(x, y);
    const other = worn.find((shape) => shape.key === found);
    // Two shapes may lie on the very same spot; nothing else may come before one.
    expect(found === key || Math.hypot((other?.x ?? 99) - x, (other?.y ?? 99) - y) < 0.001).toBe(true);
  }
});

test("a device's own edit is hit at its mark, above or below its lane", () => {
  for (const dot of drawing.dots.slice(0, 20)) {
    const hit = hitAt(drawing, dot.x, dotY(dot));
    expect(hit === null ? null : entryOf(hit)).toBe(dot.entry);
  }
});

test("zoomed out every entry is counted once, and a bar opens what is worth a look", () => {
  const scale = 0.05;
  const bins = densityOf(traffic, 0, traffic.axis.width * scale + 1, scale);
  expect(bins.reduce((sum, { entries }) => sum + entries, 0)).toBe(traffic.length);
  const lost = bins.find(({ words }) => (words.partly_applied ?? 0) > 0);
  expect(traffic.reading(lost?.entry ?? 0)?.entry.frame.verdict).toBe("partly_applied");
  expect(binAt(bins, (lost?.x ?? 0) + 1, lost?.role === "phone" ? 40 : 200)).toBe(lost);
});
