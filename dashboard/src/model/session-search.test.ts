import { expect, test } from "vitest";
import { summaryOf } from "../testing/scripted-source.ts";
import { searchedBy } from "./session-search.ts";

const session = summaryOf("s-77", {
  routineName: "Push and pull",
  devices: [{ deviceId: "watch-a1", role: "watch" }],
  verdicts: { applied: 3, superseded: 1, partly_applied: 2, rejected: 0 },
  findings: [{ rule: "trace_gap", severity: "warning", sentence: "The watch lost 3 frames.", entries: [4] }],
});

test.each([
  "",
  "  ",
  "push",
  "PULL live",
  '"push and"',
  "s-77",
  "watch-a1",
  "superseded",
  "verdict:superseded",
  '"partly applied"',
  "trace_gap",
  "warning frames",
  "finding:lost device:watch is:live",
  'routine:"push and pull"',
])("%j finds it by name, state, id, device, verdict or finding", (search) => {
  expect(searchedBy(search)(session)).toBe(true);
});

test.each([
  "legs",
  "push legs",
  '"pull push"',
  "verdict:rejected",
  "finding:superseded",
  "is:finished",
  "id:push",
  "__proto__",
  "constructor:push",
])("%j does not", (search) => {
  expect(searchedBy(search)(session)).toBe(false);
});
