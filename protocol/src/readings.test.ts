import { expect, test } from "vitest";
import { Readings } from "./readings.ts";

function counted() {
  const read: string[] = [];
  const readings = new Readings((text) => {
    read.push(text);
    return { text };
  });
  return { read, readings };
}

test("a text is read once, and whoever comes again gets the same reading", () => {
  const { read, readings } = counted();
  const first = readings.of("a");
  expect(readings.of("a")).toBe(first);
  expect(readings.of("b")).toEqual({ text: "b" });
  expect(read).toEqual(["a", "b"]);
});

test("[PRJ-2] what it keeps is bounded in texts and in characters", () => {
  const { read, readings } = counted();
  readings.of("first");
  for (let i = 0; i < 1_024; i++) readings.of(`text ${i}`);
  readings.of("first");
  expect(read.filter((text) => text === "first")).toHaveLength(2);

  const long = Array.from({ length: 10 }, (_, i) => String(i).repeat(250_000));
  for (const text of long) readings.of(text);
  const before = read.length;
  for (const text of long.slice(0, 2)) readings.of(text);
  expect(read.length - before).toBe(2);
  readings.of(long.at(-1) as string);
  expect(read.length - before).toBe(2);
});
