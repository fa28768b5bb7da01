import { expect, test } from "vitest";
import { ago, bytes, sinceStart, span, stopwatch } from "./time.ts";

test("a stopwatch shows hours only when there are some", () => {
  expect([7, 754, 3723, -3].map(stopwatch)).toEqual(["0:07", "12:34", "1:02:03", "0:00"]);
});

test("a span is as short as the digits that matter", () => {
  expect([38, 1_440, 12_900, 200_000, 7_500_000, -38].map(span)).toEqual([
    "38 ms",
    "1.4 s",
    "12 s",
    "3 min 20 s",
    "2 h 5 min",
    "−38 ms",
  ]);
});

test("time into the session carries milliseconds", () => {
  expect(sinceStart(12_345)).toBe("+0:12.345");
  expect(sinceStart(-1_005)).toBe("−0:01.005");
});

test("the past is told from now", () => {
  expect(ago(99_000, 100_000)).toBe("just now");
  expect(ago(0, 30_000)).toBe("30 s ago");
  expect(ago(0, 240_000)).toBe("4 min ago");
  expect(ago(0, 2 * 3_600_000)).toBe("2 h ago");
});

test("sizes are rounded, never to nothing", () => {
  expect([0, 640, 2_150, 51_200].map(bytes)).toEqual(["0 B", "640 B", "2.1 KB", "50 KB"]);
});
