import { expect, test } from "vitest";
import { linkStretches } from "./link-history.ts";

test("words about the link become stretches, the same word twice is one, and until anything is said it is not known", () => {
  expect(
    linkStretches(
      [
        { at: 0, entry: 1, is: "activated" },
        { at: 5, entry: 2, is: "unreachable" },
        { at: 9, entry: 3, is: "unreachable" },
        { at: 14, entry: 4, is: "reachable" },
      ],
      30,
    ),
  ).toEqual([
    { is: "unknown", from: 0, to: 5 },
    { is: "unreachable", from: 5, to: 14 },
    { is: "reachable", from: 14, to: 30 },
  ]);
  expect(linkStretches([], 30)).toEqual([]);
});
