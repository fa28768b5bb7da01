import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CaptureReader } from "../src/captures/index.ts";
import { Expectation, inWeather, redrive, scoreOf, verify } from "../src/replay/index.ts";
import { gatedOnTheWatch } from "./corpus/gated-engine.ts";
import { stories } from "./corpus/stories.ts";
import { corpusFiles, corpusFolder } from "./write-corpus.ts";

function read(name: string) {
  const reader = new CaptureReader();
  const frames = [...reader.push(readFileSync(new URL(`${name}.ndjson`, corpusFolder), "utf8")), ...reader.end()];
  const { header } = reader;
  if (header === null) throw new Error(`${name} has no header`);
  const expected = Expectation.parse(JSON.parse(readFileSync(new URL(`${name}.expected.json`, corpusFolder), "utf8")));
  return { header, expected, entries: frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame })) };
}

test("the committed corpus is what its stories give, to the byte; if not, look why and run `pnpm corpus`", () => {
  const files = corpusFiles();
  expect(readdirSync(corpusFolder).sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) expect(readFileSync(new URL(name, corpusFolder), "utf8") === text, name).toBe(true);
});

const honest = stories.filter(({ open }) => open === undefined).map(({ name }) => name);

test("there are a dozen stories and one broken engine", () => {
  expect(honest.length).toBeGreaterThanOrEqual(12);
  expect(stories.length).toBe(honest.length + 1);
});

describe.each(honest)("%s", (name) => {
  const capture = read(name);

  test("is green: by the law, by the invariants and by its expectation", () => {
    expect(verify(capture).problems).toEqual([]);
  });

  test("is settled at the end, in one state everywhere", () => {
    for (const { isSettled, digests } of capture.expected.sessions) {
      expect(isSettled).toBe(true);
      expect(new Set(Object.values(digests)).size).toBe(1);
    }
  });

  test("is done again in 20 weathers without a fault", () => {
    const seeds = Array.from({ length: 20 }, (_, i) => `${name} ${i}`);
    expect(verify({ ...capture, seeds }).problems).toEqual([]);
  });
});

describe("engine-bug", () => {
  const capture = read("engine-bug");

  test("is red in just the way its expectation says, with the register and both values", () => {
    const { problems, isExpectedRed } = verify(capture);
    expect(new Set(problems.map(({ kind }) => kind))).toEqual(new Set(["engine"]));
    expect(problems[0]?.sentence).toBe(capture.expected.red);
    expect(problems[0]?.register).toBe("set/bench.2/weight");
    expect(isExpectedRed).toBe(true);
  });

  test("is no expected red when anything else is wrong, too", () => {
    const expected = { ...capture.expected, trainings: [] };
    expect(verify({ ...capture, expected })).toMatchObject({ isExpectedRed: false });
  });

  test("done again by the broken engine it fails, and shrinks to a pair that cannot lose anything more", () => {
    const score = scoreOf(capture.header, capture.entries);
    const problem = inWeather(score, "storm 1", { open: gatedOnTheWatch });
    const shortest = problem?.shortest;
    if (shortest === undefined) throw new Error("the broken engine passed");
    const fails = (deeds: typeof score.deeds) =>
      redrive({ ...shortest, score: { ...shortest.score, deeds }, open: gatedOnTheWatch }).faults.some(
        ({ claim }) => claim === shortest.claim,
      );
    expect(fails(shortest.score.deeds)).toBe(true);
    expect(shortest.score.deeds.length).toBeLessThan(score.deeds.length);
    for (const deed of shortest.score.deeds)
      expect(fails(shortest.score.deeds.filter((each) => each !== deed)), JSON.stringify(deed.act)).toBe(false);
  });
});
