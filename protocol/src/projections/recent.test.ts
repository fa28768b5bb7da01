import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

test("[PRJ-2] it holds so many and no more; what is touched stays, what is only looked at goes", () => {
  const recent = new Recent<string, number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  recent.take("a", () => 0);
  recent.peek("b");
  recent.set("c", 3);
  expect([...recent.entries()]).toEqual([
    ["a", 1],
    ["c", 3],
  ]);
  expect(recent.take("d", () => 4)).toBe(4);
  expect(recent.size).toBe(2);
});

test("what was touched last keeps its place when it is touched again, is deleted, or another map is adopted", () => {
  const recent = new Recent<string, number>(3);
  recent.set("a", 1);
  recent.set("b", 2);
  recent.set("b", 3);
  recent.delete("b");
  recent.set("c", 4);
  recent.set("b", 5);
  expect([...recent.entries()].map(([key]) => key)).toEqual(["a", "c", "b"]);

  const other = new Recent<string, number>(3);
  other.set("b", 6);
  other.set("d", 7);
  recent.adopt(other);
  recent.set("b", 8);
  expect([...recent.entries()]).toEqual([
    ["d", 7],
    ["b", 8],
  ]);
});
