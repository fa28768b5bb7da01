import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { isFiltering, noFilter, passes } from "./filter.ts";
import { Rows } from "./rows.ts";
import { Traffic } from "./traffic.ts";

const traffic = new Traffic(sessionId);
traffic.append(rehearsedEntries());

test("without a filter all is shown and nothing hidden", () => {
  const rows = new Rows(noFilter);
  rows.extend(traffic.readings);
  expect([rows.indexes.length, rows.hidden, isFiltering(noFilter)]).toEqual([traffic.length, 0, false]);
});

test("shown and hidden always add up, also as more comes", () => {
  const rows = new Rows({ verdicts: ["duplicate"], isQuiet: false });
  for (let count = 0; count <= traffic.length; count += 20) {
    rows.extend(traffic.readings.slice(0, count));
    expect(rows.indexes.length + rows.hidden).toBe(count);
  }
});

test("a verdict is sought in every part of what was received", () => {
  const shown = traffic.readings.filter((reading) => passes({ verdicts: ["duplicate"], isQuiet: false }, reading));
  const parts = shown.flatMap(({ entry }) => entry.frame.verdicts ?? []);
  expect(parts.filter(({ verdict }) => verdict === "duplicate")).toHaveLength(traffic.verdicts.get("duplicate") ?? 0);
});

test("no small talk leaves out acks, pings, hellos and pulses, and nothing that was edited", () => {
  const isQuiet = { verdicts: [], isQuiet: true };
  const kinds = traffic.readings
    .filter((reading) => passes(isQuiet, reading))
    .map(({ body }) => (body.kind === "packet" ? body.packet.kind : body.kind));
  expect([...new Set(kinds)].sort()).toEqual(["events", "note", "snapshot"]);
});

test("the row of an entry, or of the last one before it", () => {
  const rows = new Rows({ verdicts: ["partly_applied"], isQuiet: false });
  rows.extend(traffic.readings);
  const [only = 0] = rows.indexes;
  expect([rows.positionOf(only - 1), rows.positionOf(only), rows.positionOf(only + 5)]).toEqual([-1, 0, 0]);
});
