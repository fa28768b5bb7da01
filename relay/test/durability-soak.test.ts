import { expect, test } from "vitest";
import { soak } from "../bench/soak.ts";

test("a short soak: every frame is acknowledged, and how memory goes is said", async () => {
  const { frames, megabytesPerHour } = await soak(5, 1_000, () => {});
  expect(frames).toBeGreaterThan(500);
  console.log(
    `${frames} frames; memory grows by ${megabytesPerHour.toFixed(0)} MB an hour, the first seconds included`,
  );
});
