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
