import { expect, test } from "vitest";
import { checkCollisions, checkMergeLaws } from "./suite/merge-laws.ts";

const fresh = Date.now().toString(36);
const seeds = (count: number) => [
  ...Array.from({ length: count }, (_, i) => String(i)),
  ...Array.from({ length: count }, (_, i) => `${fresh}-${i}`),
];

test("invariant 1 [MRG-1] [MRG-3] [RCV-3] [SNP-2] [HAVE-4] any order, any repetition and any split give one state and one digest", () => {
  expect(seeds(3_000).flatMap(checkMergeLaws).slice(0, 3)).toEqual([]);
});

test("[MRG-2] two values under one stamp end alike in whatever order they come", () => {
  expect(seeds(1_000).flatMap(checkCollisions).slice(0, 3)).toEqual([]);
});
