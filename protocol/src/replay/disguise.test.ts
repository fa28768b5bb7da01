import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CaptureReader } from "../captures/index.ts";
import { Frame } from "../frame.ts";
import { isReplayed } from "../ids.ts";
import { disguise } from "./disguise.ts";
import { Playback } from "./playback.ts";

const folder = new URL("../../vectors/captures/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));

function entriesOf(name: string) {
  const reader = new CaptureReader();
  const frames = [...reader.push(readFileSync(new URL(name, folder), "utf8")), ...reader.end()];
  return frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame }));
}

function played(entries: ReturnType<typeof entriesOf>) {
  const playback = new Playback();
  playback.apply(entries);
  return playback;
}

test.each(names)("[RPL-1] %s under other names is the same story: verdicts, findings, and what was wrong", (name) => {
  const entries = entriesOf(name);
  const other = disguise(entries, "k7");
  const [before, after] = [played(entries), played(other)];
  expect(after.verdicts).toEqual(before.verdicts);
  expect(after.differences.map(({ entry, about, register }) => ({ entry, about, register }))).toEqual(
    before.differences.map(({ entry, about, register }) => ({ entry, about, register })),
  );
  const rules = ({ projections }: Playback) => [...projections.found].sort();
  expect(rules(after)).toEqual(rules(before));
  expect(after.invariants.end()).toEqual([]);
});

test("[RPL-1] nothing of the original names is left, every frame is marked, and ids keep their order", () => {
  const entries = entriesOf("reinstall.ndjson");
  const other = disguise(entries, "k7");
  const text = JSON.stringify(other);
  expect(text).not.toMatch(/phone000|watch000/);
  for (const { frame } of other) {
    expect(Frame.safeParse(frame).success).toBe(true);
    expect(frame.replayed).toBe(true);
    expect(isReplayed(frame.observer.deviceId)).toBe(true);
  }
  const order = (list: typeof entries) => [...new Set(list.map(({ frame }) => frame.observer.deviceId))];
  const sorted = (ids: string[]) => ids.map((id) => [...ids].sort().indexOf(id));
  expect(sorted(order(other))).toEqual(sorted(order(entries)));
  const sessions = new Set(other.flatMap(({ frame }) => Object.keys(frame.digests ?? {})));
  expect([...sessions]).toEqual(["replay-k7-workout-1"]);
});

test("two replays have nothing in common, and a tag that is none is refused", () => {
  const entries = entriesOf("overtaking.ndjson");
  const ids = (tag: string) => new Set(disguise(entries, tag).map(({ frame }) => frame.observer.deviceId));
  expect([...ids("a")].filter((id) => ids("b").has(id))).toEqual([]);
  expect(() => disguise(entries, "A-1")).toThrow(RangeError);
});
