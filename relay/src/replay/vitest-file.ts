/** A vitest file that verifies one capture: red or green for real, with nothing in it that the capture does not say. */
export function vitestFile({
  capture,
  expectation,
  name,
}: {
  capture: string;
  expectation: string;
  name: string;
}): string {
  const text = JSON.stringify;
  return `import { readFileSync } from "node:fs";
import { CaptureReader } from "@lighty/protocol/captures";
import { Expectation, verify } from "@lighty/protocol/replay";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

const reader = new CaptureReader();
const frames = [...reader.push(read(${text(capture)})), ...reader.end()];
const entries = frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame }));
const header = reader.header ?? undefined;

test(${text(`${name}: every verdict and digest is what the law gives, and all else as expected`)}, () => {
  const expected = Expectation.parse(JSON.parse(read(${text(expectation)})));
  expect(reader.report().missing).toEqual([]);
  expect(verify({ entries, expected, ...(header === undefined ? {} : { header }) }).problems).toEqual([]);
});

test.each(["1", "2", "3", "4", "5"])(${text(`${name}: done again in the weather of seed %s, nothing is lost`)}, (seed) => {
  const weathered = verify({ entries, seeds: [seed], ...(header === undefined ? {} : { header }) }).problems;
  expect(weathered.filter(({ kind }) => kind === "weather")).toEqual([]);
});
`;
}
