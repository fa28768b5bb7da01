import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/open-relay.ts";
import { Disk } from "./disk.ts";
import { FileTeeJournal } from "./tee-journal.ts";

const folder = temporaryFolder();
const file = join(folder.path, "deep", "store.ndjson");
afterEach(() => folder.remove());

test("[DUR-2] what was written is there at the next start, what was deleted is not", () => {
  const disk = new Disk(file);
  disk.write(
    new Map<string, number | string>([
      ["a", 1],
      ["b", "x"],
    ]),
    10,
  );
  disk.write(new Map([["a", null]]), 20);
  const again = new Disk(file);
  expect([...again.cells]).toEqual([["b", "x"]]);
  expect(again.lastAt).toBe(20);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("[DUR-2] a torn last batch never landed, wherever it tore", () => {
  const disk = new Disk(file);
  disk.write(new Map([["a", 1]]), 10);
  const whole = readFileSync(file, "utf8");
  disk.write(
    new Map([
      ["a", 2],
      ["b", 3],
    ]),
    20,
  );
  const both = readFileSync(file, "utf8");
  for (let length = whole.length; length < both.length; length++) {
    writeFileSync(file, both.slice(0, length));
    expect([...new Disk(file).cells], `torn at ${length}`).toEqual([["a", 1]]);
  }
});

test("a disk that is full ends nobody: the device goes on, and all of it is there once there is room", async () => {
  const disk = new Disk(file);
  disk.write(new Map([["a", 1]]), 10);
  const journalFile = join(folder.path, "deep", "tee.ndjson");
  const journal = new FileTeeJournal(journalFile);
  // As good as full: nothing can be written where a folder stands in the way, for whoever asks.
  const torn = `${readFileSync(file, "utf8")}{"at":20,"ce`;
  for (const each of [file, journalFile]) {
    rmSync(each);
    mkdirSync(each);
  }
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  disk.write(new Map([["b", 2]]), 20);
  expect((await warned).message).toContain("goes on in memory");
  disk.write(new Map([["c", 3]]), 30);
  expect(() => journal.recorded({ bootId: "b1", traceSeq: 1, text: "{}" })).toThrow();
  for (const each of [file, journalFile]) rmSync(each, { recursive: true });
  writeFileSync(file, torn);
  writeFileSync(journalFile, '{"bootId":"b1","tra');

  disk.write(new Map([["a", 4]]), 40);
  disk.write(new Map([["d", 5]]), 50);
  const again = new Disk(file);
  expect([Object.fromEntries(again.cells), again.lastAt]).toEqual([{ a: 4, b: 2, c: 3, d: 5 }, 50]);
  journal.recorded({ bootId: "b1", traceSeq: 2, text: "{}" });
  expect(new FileTeeJournal(journalFile).backlog.map(({ traceSeq }) => traceSeq)).toEqual([1, 2]);
});

test("a tee's journal gives back what was not acknowledged, and forgets what was", () => {
  const path = join(folder.path, "tee.ndjson");
  new Disk(file);
  const journal = new FileTeeJournal(path);
  for (const traceSeq of [1, 2, 3]) journal.recorded({ bootId: "b1", traceSeq, text: `{"n":${traceSeq}}` });
  journal.acked("b1", 1);
  const again = new FileTeeJournal(path);
  // It may remember too much: the relay's welcome says what it has.
  expect(again.backlog.at(-1)).toEqual({ bootId: "b1", traceSeq: 3, text: '{"n":3}' });
  again.recorded({ bootId: "b2", traceSeq: 1, text: "{}" });
  again.acked("b1", 3);
  again.acked("b2", 1);
  expect(new FileTeeJournal(path).backlog).toEqual([]);
  appendFileSync(path, '{"bootId":"b3","trace');
  expect(new FileTeeJournal(path).backlog).toEqual([]);
});

test("a tee's journal is bounded however long the relay stays away", () => {
  const path = join(folder.path, "tee.ndjson");
  new Disk(file);
  const journal = new FileTeeJournal(path);
  for (let traceSeq = 1; traceSeq <= 4_000; traceSeq++)
    journal.recorded({ bootId: "b1", traceSeq, text: "x".repeat(1_500) });
  expect(statSync(path).size).toBeLessThan(6_000_000);
  expect(new FileTeeJournal(path).backlog.at(-1)?.traceSeq).toBe(4_000);
  expect(new FileTeeJournal(path).backlog.length).toBeLessThanOrEqual(2_000);
});
