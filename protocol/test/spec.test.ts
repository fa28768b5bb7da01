import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorRegistry, limits, payloads, verdictWords } from "../src/index.ts";
import { bindsWatch, filesBelow, fromRoot, read, rulesOf, runsInSwift, specPath, wearers } from "./rules.ts";

const spec = readFileSync(specPath, "utf8");
const defined = rulesOf(spec);
const worn = wearers();

/** The rows of the table that begins with that header cell. */
function tableOf(...header: string[]): string[][] {
  const lines = spec.split("\n");
  const start = lines.findIndex((line) => header.every((cell, index) => line.split("|")[index + 1]?.trim() === cell));
  expect(start, `SPEC has a table with the header ${header.join(", ")}`).toBeGreaterThan(-1);
  const rows = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith("|")) break;
    rows.push(
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
  }
  return rows;
}

describe("SPEC and its tests", () => {
  test("no rule is defined twice", () => {
    expect(defined.filter((id, index) => defined.indexOf(id) !== index)).toEqual([]);
    expect(defined.length).toBeGreaterThan(100);
  });

  test("every rule is worn by a test or a vector", () => {
    expect(defined.filter((id) => !worn.has(id))).toEqual([]);
  });

  test("every rule that binds a watch is worn by what Swift runs", () => {
    const bound = defined.filter(bindsWatch);
    expect(bound.length).toBeGreaterThan(100);
    expect(bound.filter((id) => !worn.get(id)?.some(runsInSwift))).toEqual([]);
  });

  test("the table of enforcement names, for every rule, tests and vectors that wear it: else run pnpm spec", () => {
    const rows = new Map(tableOf("rule", "tests and vectors that wear it").map(([id = "", paths = ""]) => [id, paths]));
    expect([...rows.keys()]).toEqual(defined);
    for (const [id, paths] of rows) {
      const named = paths.split(" ").map(fromRoot);
      expect(worn.get(id), `${id} in SPEC's table`).toEqual(expect.arrayContaining(named));
    }
  });

  test("no test and no vector wears a rule that SPEC does not have", () => {
    const unknown = [...worn].filter(([id]) => !defined.includes(id));
    expect(unknown.map(([id, paths]) => `${id} in ${paths.join(", ")}`)).toEqual([]);
  });

  test("every rule that the code cites exists", () => {
    const dangling: string[] = [];
    for (const path of ["protocol/src", "relay/src", "dashboard/src"].flatMap((folder) =>
      filesBelow(folder, /\.tsx?$/),
    )) {
      for (const [, family, from, to] of read(path).matchAll(/\[([A-Z]{2,5})-(\d+)(?:\.\.(\d+))?\]/g)) {
        for (const id of new Set([`${family}-${from}`, `${family}-${to ?? from}`]))
          if (!defined.includes(id)) dangling.push(`${id} in ${path}`);
      }
    }
    expect(dangling).toEqual([]);
  });

  test("a rule that SPEC's prose refers to exists", () => {
    const cited = [...spec.matchAll(/\[([A-Z]{2,5}-\d+)\]/g)].map(([, id]) => id as string);
    expect(cited.filter((id) => !defined.includes(id))).toEqual([]);
  });
});

describe("SPEC's tables", () => {
  test("[ERR-1] ERR is the registry: code, sentence, close code, retryable", () => {
    const rows = Object.entries(errorRegistry).map(([code, { sentence, close, retryable }]) => [
      code,
      sentence,
      close === null ? "" : String(close),
      retryable ? "yes" : "no",
    ]);
    expect(tableOf("code", "sentence", "close", "retryable")).toEqual(rows);
  });

  test("[BND-4] the table of limits is `limits`", () => {
    const stated = new Map<string, number>();
    for (const [left, a, right, b] of tableOf("limit", "value", "limit", "value")) {
      for (const [name, value] of [
        [left, a],
        [right, b],
      ])
        if (name) stated.set(name, Number(value?.replaceAll(",", "")));
    }
    expect(Object.fromEntries(stated)).toEqual(limits);
  });

  test("[ENV-1] the table of events has every kind, in order", () => {
    expect(tableOf("event", "payload", "registers it writes").map(([kind]) => kind)).toEqual(Object.keys(payloads));
  });

  test("[VER-1] the table of verdicts has every word, and the order of loudness is the code's", () => {
    expect(
      tableOf("verdict", "when", "carries")
        .map(([word]) => word)
        .sort(),
    ).toEqual([...verdictWords].sort());
    expect(spec).toContain(`the loudest of its parts: ${verdictWords.join(", ")}.`);
  });
});
