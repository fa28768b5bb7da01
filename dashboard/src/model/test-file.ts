import { CaptureReader } from "@lighty/protocol/captures";
import { verify } from "@lighty/protocol/replay";

/** A capture as a vitest file that holds it: what it showed once, it has to show again, and in other weathers nothing may be lost. */
export function testOf(name: string, capture: string): string {
  const reader = new CaptureReader();
  const frames = [...reader.push(capture), ...reader.end()];
  const entries = frames.map(({ receivedAt, frame }, index) => ({ entry: index + 1, receivedAt, frame }));
  const text = JSON.stringify;
  return `import { CaptureReader } from "@lighty/protocol/captures";
import { Expectation, verify } from "@lighty/protocol/replay";
import { expect, test } from "vitest";

const capture = ${text(capture)};
const expected = Expectation.parse(${text(verify({ entries }).shown)});

const reader = new CaptureReader();
const frames = [...reader.push(capture), ...reader.end()];
const entries = frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame }));

test(${text(`${name}: every verdict and digest is what the law gives, and all else as expected`)}, () => {
  expect(reader.report().missing).toEqual([]);
  expect(verify({ entries, expected }).problems).toEqual([]);
});

test.each(["1", "2", "3", "4", "5"])(${text(`${name}: done again in the weather of seed %s, nothing is lost`)}, (seed) => {
  expect(verify({ entries, seeds: [seed] }).problems.filter(({ kind }) => kind === "weather")).toEqual([]);
});
`;
}
