import { expect, test } from "vitest";
import { withDelta } from "./session-delta.ts";
import type { Finding, SessionDelta, SessionSummary } from "./stream.ts";

const finding = (entry: number): Finding => ({ rule: "r", severity: "info", sentence: "s", entries: [entry] });

function summaryAt(lastEntry: number, findings: Finding[] = []): SessionSummary {
  const counts = { firstEntry: 1, lastEntry, lastReceivedAt: 1, entries: lastEntry, revision: lastEntry };
  return { sessionId: "s1", status: "active", ...counts, devices: [], verdicts: { applied: lastEntry }, findings };
}

function deltaAt(lastEntry: number, from: number, ...added: Finding[]): SessionDelta {
  return { ...summaryAt(lastEntry), findings: { from, added } };
}

test("[STR-3] a delta replaces the counts and adds to the findings; once more it changes nothing", () => {
  const known = summaryAt(3, [finding(2)]);
  const next = withDelta(known, deltaAt(5, 1, finding(4), finding(5)));
  expect(next).toEqual(summaryAt(5, [finding(2), finding(4), finding(5)]));
  expect(withDelta(next, deltaAt(5, 1, finding(4), finding(5)))).toEqual(next);
});

test("[STR-3] a session nobody knew is whole when nothing was told of it before, else it has to be asked for", () => {
  expect(withDelta(undefined, deltaAt(5, 0, finding(4)))).toEqual(summaryAt(5, [finding(4)]));
  expect(withDelta(undefined, deltaAt(5, 1))).toBeUndefined();
  expect(withDelta(summaryAt(3), deltaAt(5, 1, finding(4)))).toBeUndefined();
});

test("[STR-3] what is known may be further on than what is told", () => {
  const known = summaryAt(9, [finding(2), finding(8)]);
  expect(withDelta(known, deltaAt(5, 0))).toBe(known);
});
