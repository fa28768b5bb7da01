import { readdirSync, readFileSync } from "node:fs";
import { CaptureReader } from "../../src/captures/index.ts";
import { Expectation, redrive, scoreOf, stormOver, verify } from "../../src/replay/index.ts";

/*
 * What `lighty verify` says of the corpus, with the sources beside it: prints the first problem as JSON, or null. The mutation bench runs it on
 * copies with one rule broken.
 */

const folder = new URL("../../vectors/captures/", import.meta.url);
const weathers = Array.from({ length: 10 }, (_, i) => `${i + 1}`);

function problemIn(name: string): { part: string; sentence: string } | null {
  const reader = new CaptureReader();
  const frames = [...reader.push(readFileSync(new URL(`${name}.ndjson`, folder), "utf8")), ...reader.end()];
  const entries = frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame }));
  const expected = Expectation.parse(JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), "utf8")));
  const { problems, isExpectedRed } = verify({ entries, expected });
  const [problem] = problems;
  if (problem !== undefined && !isExpectedRed)
    return { part: `${problem.kind} of ${name}`, sentence: problem.sentence };
  const score = scoreOf(reader.header ?? undefined, entries);
  for (const seed of weathers) {
    const [fault] = redrive({ score, seed, weather: stormOver(score, seed) }).faults;
    if (fault !== undefined) return { part: `weather ${seed} of ${name}`, sentence: fault.sentence };
  }
  return null;
}

function firstProblem(): { part: string; sentence: string } | null {
  const names = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));
  for (const name of names) {
    try {
      const problem = problemIn(name.replace(".ndjson", ""));
      if (problem !== null) return problem;
    } catch (error) {
      return { part: `crash at ${name}`, sentence: String(error) };
    }
  }
  return null;
}

process.stdout.write(JSON.stringify(firstProblem()));
