import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkShape, Entry, Finding } from "../src/index.ts";
import { findingRules, Projections } from "../src/projections/index.ts";
import { type FindingCase, findingsIn } from "./cases/finding.ts";
import { committedVectors } from "./write-vectors.ts";

const files = [...committedVectors()].filter(([path]) => path.startsWith("findings/"));
const vectors = new Map(
  files.map(([path, text]) => [path.slice("findings/".length, -".json".length), JSON.parse(text) as FindingCase[]]),
);
const rows = readFileSync(new URL("../../docs/findings.md", import.meta.url), "utf8")
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
  .filter((cells) => cells.length === 6 && /^[a-z_]+$/.test(cells[1] as string) && cells[1] !== "rule");

/** Every rule of the code, and the one that the folds themselves raise. */
const rules = [...Object.keys(findingRules), "unfoldable_entry"].sort();

test("[FND-1] code, docs and vectors name the same findings", () => {
  expect(rows.map(([, rule]) => rule).sort()).toEqual(rules);
  expect([...vectors.keys()].sort()).toEqual(rules);
});

describe.each([...vectors])("%s", (rule, cases) => {
  test.each(cases.map((each) => [each.why, each] as const))("[FND-1] %s", (_, { entries, findings }) => {
    for (const entry of entries) if (entry.frame !== null) expect(checkShape(Entry, entry)).toMatchObject({ ok: true });
    expect(findingsIn(entries)).toEqual(findings);
    for (const finding of findings) expect(checkShape(Finding, finding)).toMatchObject({ ok: true });
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });

  test("its row in the docs has the severity and the sentence of its vector", () => {
    const example = cases[0]?.findings.find((finding) => finding.rule === rule);
    const row = rows.find((cells) => cells[1] === rule);
    expect([row?.[2], row?.[4]]).toEqual([example?.severity, example?.sentence]);
  });
});

test("[PRJ-1] the same entries in other batches give the same projections", () => {
  for (const [, [{ entries } = { entries: [] }]] of vectors) {
    const listed = entries.map((entry) => ({ ...entry, sessions: ["s-1"] }));
    const [whole, single] = [new Projections(), new Projections()];
    whole.apply(listed);
    for (const entry of listed) single.apply([entry]);
    for (const of of [whole, single]) of.apply([]);
    expect(single.sessions.summary("s-1")).toEqual(whole.sessions.summary("s-1"));
    expect(single.delivery.report("s-1", 100)).toEqual(whole.delivery.report("s-1", 100));
    expect(single.divergence.report("s-1")).toEqual(whole.divergence.report("s-1"));
  }
});
