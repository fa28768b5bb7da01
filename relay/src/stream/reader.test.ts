import { expect, test } from "vitest";
import { longestStallMs, mostBufferedBytes, Reader } from "./reader.ts";

/** A socket whose network is the test's to hold up. */
function harness() {
  const state = { now: 0, buffered: 0, closedWith: [] as string[], waiting: [] as (() => void)[] };
  const reader = new Reader(
    { entries: true },
    {
      send: (_text, done) => void state.waiting.push(done),
      buffered: () => state.buffered,
      close: ({ code }) => void state.closedWith.push(code),
      now: () => state.now,
    },
  );
  return { state, reader };
}

test("a reader that keeps up is left alone", () => {
  const { state, reader } = harness();
  for (let i = 0; i < 100; i++) {
    reader.send("x");
    state.now += 1_000;
    state.waiting.shift()?.();
    reader.check();
  }
  expect(state.closedWith).toEqual([]);
});

test("one with too much before it is cut off at once, one that stands still after five seconds; both once", () => {
  const much = harness();
  much.state.buffered = mostBufferedBytes + 1;
  much.reader.send("x");
  much.reader.send("y");
  expect(much.state.closedWith).toEqual(["slow_reader"]);
  expect(much.state.waiting).toHaveLength(1);

  const still = harness();
  still.reader.send("x");
  still.state.now = longestStallMs - 1;
  still.reader.check();
  expect(still.state.closedWith).toEqual([]);
  still.state.now = longestStallMs;
  still.reader.check();
  still.reader.check();
  expect(still.state.closedWith).toEqual(["slow_reader"]);
  expect(still.reader.isOver).toBe(true);
});

test("drained waits for all that was sent, and does not wait for one that is gone", async () => {
  const { state, reader } = harness();
  await reader.drained();
  reader.send("x");
  reader.send("y");
  let isDrained = false;
  const drained = reader.drained().then(() => {
    isDrained = true;
  });
  state.waiting.shift()?.();
  await Promise.resolve();
  expect(isDrained).toBe(false);
  state.waiting.shift()?.();
  await drained;
  reader.send("z");
  const gone = reader.drained();
  reader.end();
  await gone;
});
