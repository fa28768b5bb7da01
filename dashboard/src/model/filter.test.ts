import { type Matcher, matcherOf } from "@lighty/protocol/filter";
import { OutlineFold } from "@lighty/protocol/projections";
import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { filterOf, isNarrowing, type Narrowing, noNarrowing } from "./filter.ts";
import { wordsOf } from "./overview.ts";
import { isSmallTalk } from "./reading.ts";
import { Rows } from "./rows.ts";
import { Traffic } from "./traffic.ts";

function matcher(narrowing: Partial<Narrowing>): Matcher {
  const parsed = filterOf({ ...noNarrowing, ...narrowing });
  if (!parsed.ok) throw new Error(`not understood at ${parsed.fault.position}`);
  return matcherOf(parsed.filter);
}

const traffic = new Traffic(sessionId);
traffic.append(rehearsedEntries());

test("without a filter all is shown and nothing hidden", () => {
  const rows = new Rows(matcher({}));
  rows.extend(traffic.readings);
  expect([rows.indexes.length, rows.hidden, isNarrowing(noNarrowing)]).toEqual([traffic.length, 0, false]);
});

test("shown and hidden always add up, also as more comes", () => {
  const rows = new Rows(matcher({ verdicts: ["duplicate"] }));
  for (let count = 0; count <= traffic.length; count += 20) {
    rows.extend(traffic.readings.slice(0, count));
    expect(rows.indexes.length + rows.hidden).toBe(count);
  }
});

test("a verdict is sought in every part of what was received", () => {
  const shown = traffic.readings.filter(({ entry }) => matcher({ verdicts: ["duplicate"] })(entry));
  const parts = shown.flatMap(({ entry }) => entry.frame.verdicts ?? []);
  const fold = new OutlineFold(sessionId);
  for (const { entry } of traffic.readings) fold.apply(entry);
  const { duplicate } = wordsOf(fold.outline);
  expect(parts.filter(({ verdict }) => verdict === "duplicate")).toHaveLength(duplicate ?? 0);
});

test("no small talk leaves out acks, pings, hellos and pulses, and nothing that was edited", () => {
  const kinds = traffic.readings
    .filter(({ entry }) => matcher({ isQuiet: true })(entry))
    .map(({ body }) => (body.kind === "packet" ? body.packet.kind : body.kind));
  expect([...new Set(kinds)].sort()).toEqual(["events", "note", "snapshot"]);
});

test("the row of an entry, or of the last one before it", () => {
  const rows = new Rows(matcher({ verdicts: ["partly_applied"] }));
  rows.extend(traffic.readings);
  const [only = 0] = rows.indexes;
  expect([rows.positionOf(only - 1), rows.positionOf(only), rows.positionOf(only + 5)]).toEqual([-1, 0, 0]);
});

test("no small talk in words is what the rows call small talk, for every entry", () => {
  const isShown = matcher({ isQuiet: true });
  for (const { entry, body } of traffic.readings) {
    const parts = entry.frame.direction === "received" ? (entry.frame.verdicts ?? []) : [];
    const isLoud = parts.some(({ verdict }) => verdict !== "applied" && verdict !== "duplicate");
    expect(isShown(entry)).toBe(isLoud || !isSmallTalk(body));
  }
});

test("the text and the switches narrow together; a fault says where", () => {
  const both = matcher({ text: "device:watch", verdicts: ["duplicate"] });
  const shown = traffic.readings.filter(({ entry }) => both(entry));
  expect(shown.length).toBeGreaterThan(0);
  for (const { entry } of shown) expect(entry.frame.observer.role).toBe("watch");
  expect(filterOf({ ...noNarrowing, text: "verdict:nonsense" })).toMatchObject({ ok: false, fault: { position: 8 } });
});
