import { expect, test } from "vitest";
import { ClockOffsets } from "./clock-offset.ts";
import type { Crossing } from "./crossing.ts";

/** A crossing as the two tees saw it: each end on its own clock. */
function flight(from: string, to: string, leftAt: number, arrivedAt: number): Crossing {
  const end = (observedAt: number) => ({ frame: { observedAt } }) as Crossing["sent"];
  const ends = { sent: end(leftAt), received: end(arrivedAt) };
  return { id: 0, from, to, transport: "message", outcome: "arrived", isRepeat: false, ...ends };
}

test("the quickest crossing each way tells the offset", () => {
  const clocks = new ClockOffsets("phone");
  // The watch's clock is 5,000 ms ahead; flights take 40 ms at best.
  clocks.observe(flight("phone", "watch", 1_000, 6_040));
  clocks.observe(flight("phone", "watch", 2_000, 7_900));
  clocks.observe(flight("watch", "phone", 8_000, 3_040));
  expect(clocks.offsetMs("watch")).toBe(-5_000);
  expect(clocks.offsetMs("phone")).toBe(0);
});

test("with one way only, nothing is corrected", () => {
  const clocks = new ClockOffsets("phone");
  clocks.observe(flight("phone", "watch", 1_000, 6_040));
  expect(clocks.offsetMs("watch")).toBe(0);
});

test("a stub tells nothing about clocks", () => {
  const clocks = new ClockOffsets();
  clocks.observe({ ...flight("phone", "watch", 1, 2), received: null });
  expect(clocks.reference).toBeNull();
});

test("a clock that drifts is followed", () => {
  const clocks = new ClockOffsets("phone");
  for (let n = 0; n < 200; n++) {
    const ahead = n < 100 ? 1_000 : 1_500;
    clocks.observe(flight("phone", "watch", n, n + ahead + 30));
    clocks.observe(flight("watch", "phone", n + ahead, n + 30));
  }
  expect(clocks.offsetMs("watch")).toBe(-1_500);
});
