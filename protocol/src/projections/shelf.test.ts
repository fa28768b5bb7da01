import { expect, test } from "vitest";
import { type Checkpoint, MemoryShelf } from "./shelf.ts";

const at = (entry: number): Checkpoint => ({ entry, revision: 1, digest: "0", registers: {}, have: {} });

test("[PRJ-3] the nearest checkpoint at or before an entry, of that key alone", () => {
  const shelf = new MemoryShelf();
  for (const entry of [10, 20, 30]) shelf.put("s1 a", at(entry));
  shelf.put("s1 b", at(15));
  expect([9, 10, 19, 30, 99].map((entry) => shelf.nearest("s1 a", entry)?.entry)).toEqual([undefined, 10, 10, 30, 30]);
  shelf.drop("s1 a", 20);
  expect([shelf.earliest("s1 a"), shelf.nearest("s1 a", 19)]).toEqual([20, undefined]);
  shelf.drop("s1 a");
  expect([shelf.earliest("s1 a"), shelf.earliest("s1 b")]).toEqual([undefined, 15]);
});

test("[PRJ-2] the shelf in memory is bounded: of too many every second one goes", () => {
  const shelf = new MemoryShelf();
  for (let entry = 1; entry <= 100_000; entry++) shelf.put("s1 a", at(entry));
  expect(shelf.nearest("s1 a", 100_000)?.entry).toBeGreaterThan(90_000);
  let held = 0;
  for (let entry = 100_000; entry > 0; held++) entry = (shelf.nearest("s1 a", entry)?.entry ?? 1) - 1;
  expect(held).toBeLessThanOrEqual(1_025);
});
