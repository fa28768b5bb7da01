import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorRegistry, limits, payloads, verdictWords } from "../src/index.ts";

const root = new URL("../../", import.meta.url);
const spec = readFileSync(new URL("protocol/SPEC.md", root), "utf8");
const defined = [...spec.matchAll(/^\*\*\[([A-Z]+-\d+)\]\*\*/gm)].map(([, id]) => id as string);

/** Files of the workspace below a folder, by path from the root. */
function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(new URL(`${folder}/`, root), { withFileTypes: true }).flatMap((each) => {
    const path = `${folder}/${each.name}`;
    if (each.isDirectory()) return /node_modules|dist|\.build/.test(each.name) ? [] : filesBelow(path, ending);
    return ending.test(each.name) ? [path] : [];
  });
}

const read = (path: string) => readFileSync(new URL(path, root), "utf8");

/** Rules worn by strings: a title, a row of a table of tests. Comments do not count. */
function wornIn(path: string): string[] {
  const code = read(path)
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "");
  const strings = code.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return strings.flatMap((text) => [...text.matchAll(/\[([A-Z]+-\d+)\]/g)].map(([, id]) => id as string));
}

const worn = new Map<string, Set<string>>();
const wear = (id: string, path: string) => worn.set(id, (worn.get(id) ?? new Set()).add(path));
const titled = [
  ...["protocol/src", "relay", "dashboard"].flatMap((folder) => filesBelow(folder, /\.test\.tsx?$/)),
  ...filesBelow("protocol/src/testing", /\.ts$/),
  ...filesBelow("protocol/test", /\.ts$/),
];
for (const path of titled) for (const id of wornIn(path)) wear(id, path);
for (const path of filesBelow("protocol/vectors", /\.json$/)) {
  for (const { rule } of JSON.parse(read(path)) as { rule: string }[]) wear(rule, path);
}

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

  test("no test and no vector wears a rule that SPEC does not have", () => {
    const unknown = [...worn].filter(([id]) => !defined.includes(id));
    expect(unknown.map(([id, paths]) => `${id} in ${[...paths].join(", ")}`)).toEqual([]);
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
