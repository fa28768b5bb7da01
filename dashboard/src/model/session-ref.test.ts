import { expect, test } from "vitest";
import { refsIn, refText, withRef } from "./session-ref.ts";

const here = { from: null, session: "s-1" };
const there = { from: "import-1", session: "s-1" };

test("what an address names is read again as it was, and nothing else", () => {
  const text = [here, there].map(refText).join(",");
  expect(refsIn(text)).toEqual([here, there]);
  expect(refsIn("")).toEqual([]);
  expect(refsIn("s-1,s-1")).toEqual([here]);
  expect(refsIn("a/b/c,<script>,../s")).toEqual([]);
  expect(refsIn("a,b,c")).toHaveLength(2);
});

test("choosing a session again lets it go, and of three the first goes", () => {
  expect(withRef([here], here)).toEqual([]);
  expect(withRef([here], there)).toEqual([here, there]);
  const third = { from: null, session: "s-3" };
  expect(withRef([here, there], third)).toEqual([there, third]);
});
