import type { Outline } from "@lighty/protocol/projections";
import { expect, test } from "vitest";
import { EntryShelf } from "../source/entry-shelf.ts";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import {
  type Agreement,
  agreementsOf,
  coarser,
  countedOf,
  fineStretchesOf,
  outlineAgreements,
  placesOf,
  shareOf,
  wordsOf,
} from "./overview.ts";
import { Traffic } from "./traffic.ts";

const stretch = (first: number, last: number, entries: number) => ({
  ...{ first, last, entries, from: 0, to: 1, verdicts: {}, lanes: {}, same: 0, differ: 0 },
});
const outline: Outline = { entries: 4, stretches: [stretch(1, 10, 3), stretch(21, 21, 1)] };
const places = placesOf(countedOf(outline));

test("stretches lie end to end, as wide as they hold entries", () => {
  expect(places.map(({ from, to }) => [from, to])).toEqual([
    [0, 0.75],
    [0.75, 1],
  ]);
});

test("an entry's place is as near as the outline tells", () => {
  expect(shareOf(places, 1)).toBe(0);
  expect(shareOf(places, 10)).toBe(0.75);
  expect(shareOf(places, 15)).toBe(0.75);
  expect(shareOf(places, 21)).toBe(0.75);
  expect(shareOf([], 21)).toBe(0);
});

test("what the devices reported is compared over the whole session", () => {
  const digests = (role: "phone" | "watch", ...of: [number, string][]) => ({
    deviceId: role,
    role,
    digests: of.map(([entry, digest]) => ({ entry, digest })),
  });
  const devices = [digests("phone", [1, "a"], [5.5, "b"]), digests("watch", [1, "a"], [21, "b"])];
  expect(agreementsOf({ sessionId, devices, partings: [] }, places)).toEqual([
    { from: 0, to: 0.375, is: "same" },
    { from: 0.375, to: 0.75, is: "differ" },
    { from: 0.75, to: 1, is: "same" },
  ]);
});

test("a rehearsed outage shows as one time of differing that ends", () => {
  const entries = rehearsedEntries();
  const shelf = new EntryShelf();
  shelf.add(entries);
  const report = shelf.projections.divergence.report(sessionId);
  const traffic = new Traffic(sessionId);
  traffic.append(entries);
  const whole = placesOf(fineStretchesOf(traffic));
  const { partly_applied: counted } = wordsOf(shelf.projections.outlines.outline(sessionId) as Outline);
  expect(counted).toBeGreaterThan(0);
  expect(whole.reduce((sum, { stretch }) => sum + (stretch.words.partly_applied ?? 0), 0)).toBe(counted);
  const all = report === undefined ? [] : agreementsOf(report, whole);
  expect(all[0]?.is).toBe("unknown");
  expect(all.at(-1)).toMatchObject({ is: "same", to: 1 });
  const longest = all.filter(({ is }) => is === "differ").sort((a, b) => b.to - b.from - (a.to - a.from))[0];
  const lost = entries.find(({ frame }) => frame.verdict === "partly_applied")?.entry ?? 0;
  const at = shareOf(whole, lost);
  expect(at > (longest?.from ?? 1) && at < (longest?.to ?? 0) + 0.05).toBe(true);
});

test("a moment of difference is seen among whatever else lies in its part", () => {
  const all: Agreement[] = [
    { from: 0, to: 0.1, is: "unknown" },
    { from: 0.1, to: 0.501, is: "same" },
    { from: 0.501, to: 0.502, is: "differ" },
    { from: 0.502, to: 1, is: "same" },
  ];
  expect(coarser(all, 4)).toEqual([
    { from: 0, to: 0.5, is: "same" },
    { from: 0.5, to: 0.75, is: "mixed" },
    { from: 0.75, to: 1, is: "same" },
  ]);
});

test("[PRJ-5] where a report does not reach back the outline tells when the devices held the same", () => {
  const told = [
    { same: 0, differ: 0 },
    { same: 3, differ: 0 },
    { same: 1, differ: 2 },
    { same: 0, differ: 3 },
  ].map((held, index) => ({ ...stretch(1 + index * 3, 3 + index * 3, 3), ...held }));
  expect(outlineAgreements({ entries: 12, stretches: told }).map(({ from, is }) => [from, is])).toEqual([
    [0, "unknown"],
    [0.25, "same"],
    [0.5, "mixed"],
    [0.75, "differ"],
  ]);
});
