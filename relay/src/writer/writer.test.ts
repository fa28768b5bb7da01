import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildArrival, buildBatch, buildFrame } from "../../test/build.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { keepAll } from "../../test/retention.ts";
import type { LogEntry } from "../log/event-log.ts";
import { LogReader } from "../log/log-reader.ts";
import { SqliteLog } from "../log/sqlite-log.ts";
import { pack, unpack } from "./wire.ts";
import { Writer } from "./writer.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
let writers: Writer[] = [];
const openWriter = async () => {
  const writer = await Writer.open(folder.path, { retention: keepAll });
  writers.push(writer);
  return writer;
};
afterEach(async () => {
  for (const writer of writers) await writer.close();
  writers = [];
  folder.remove();
});

const message = (...traceSeqs: number[]) =>
  Buffer.from(JSON.stringify({ type: "frames", frames: traceSeqs.map((traceSeq) => buildFrame({ traceSeq })) }));
const acked = (traceSeq: number) => ({ acked: [{ deviceId: "phone0001", bootId: "boot-1", traceSeq }] });
/** Listeners hear right after the acknowledgement has left. */
const told = () => new Promise<void>((resolve) => setImmediate(resolve));
const source = { deviceId: "phone0001", line: 1 };

test("messages of any length, none included, are unpacked as they were packed", () => {
  const messages = ["", "a", "bc".repeat(1_000), ""].map((text, i) => ({
    ticket: i,
    sender: i * 2,
    line: i * 3,
    bytes: Buffer.from(text),
  }));
  expect([...unpack(pack(messages))]).toEqual(messages);
  expect([...unpack(pack([]))]).toEqual([]);
});

test("[TEE-4] what is taken in one turn lands in order, is told in order, and is acknowledged once a line and commit", async () => {
  const writer = await openWriter();
  const heard: number[] = [];
  writer.tail((entries) => heard.push(...entries.map(({ frame }) => frame.traceSeq)));
  const taken = await Promise.all(
    [message(1), message(2, 3), message(4)].map((each) => writer.takeMessage(each, source)),
  );
  await told();
  expect(heard).toEqual([1, 2, 3, 4]);
  expect(taken.flatMap((each) => (each.taken ? each.acked : []))).toEqual(acked(4).acked);
  expect((await writer.read({ after: 0, limit: 9 })).entries.map(({ frame }) => frame.traceSeq)).toEqual([1, 2, 3, 4]);
});

test("[TEE-2] listeners get the very text, and the sessions it is listed under", async () => {
  const writer = await openWriter();
  const text = JSON.stringify(buildFrame({ body: '{"sessionId":"s7","x":"é 🏋"}' })).replace("{", '{ "unknown" : "é" ,');
  const heard: [string, readonly string[], number][] = [];
  writer.tail((entries) => heard.push(...entries.map(({ text, sessions, entry }) => [text, sessions, entry] as never)));
  await writer.takeMessage(Buffer.from(`{"type":"frames","frames":[${text}]}`), source);
  await told();
  expect(heard).toEqual([[text, ["s7"], 1]]);
});

test("[STR-2] who begins to listen while entries are on their way hears each once and in order, however often it comes and goes", async () => {
  const writer = await openWriter();
  const reader = new LogReader(folder.path);
  const heard: number[] = [];
  const hear = (entries: readonly LogEntry[]) => void heard.push(...entries.map(({ entry }) => entry));
  for (const first of [1, 5, 9]) {
    // Nobody listens when it is committed, and somebody does when that is told.
    const taking = writer.takeMessage(message(first, first + 1), source);
    await told();
    while (reader.read({ after: first - 1, limit: 2 }, first + 1).entries.length < 2);
    expect(writer.head).toBe(first - 1);
    const end = writer.tail(hear);
    await Promise.all([taking, writer.takeMessage(message(first + 2), source)]);
    await told();
    end();
    await writer.takeMessage(message(first + 3), source);
    await told();
    expect(writer.head).toBe(first + 3);
  }
  expect(heard).toEqual([1, 2, 3, 5, 6, 7, 9, 10, 11]);
  reader.close();
});

test("frames that are already cut are told what is acknowledged, each call for itself", async () => {
  const writer = await openWriter();
  const texts = [1, 2, 3].map((traceSeq) => JSON.stringify(buildFrame({ traceSeq })));
  const taken = await Promise.all(texts.map((text) => writer.take([text], "phone0001")));
  expect(taken).toEqual([1, 2, 3].map(() => ({ taken: true, quarantined: [], ...acked(3) })));
});

test("[ERR-2] a message that is none, or more than the window allows, is refused alone", async () => {
  const writer = await openWriter();
  const many = Array.from({ length: 4_097 }, (_, i) => i + 1);
  const taken = await Promise.all([
    writer.takeMessage(message(1), source),
    writer.takeMessage(Buffer.from('{"type":"frames","frames":[{nope}]}'), { ...source, line: 2 }),
    writer.takeMessage(message(...many), { ...source, line: 3 }),
    writer.takeMessage(message(2), source),
  ]);
  expect(taken.map((each) => (each.taken ? "taken" : each.rejection.code))).toEqual([
    "taken",
    "bad_json",
    "window_exceeded",
    "taken",
  ]);
  await told();
  expect(writer.head).toBe(2);
});

test("settled waits for what was taken before; what it took is there when the folder is opened again", async () => {
  const writer = await openWriter();
  let isTaken = false;
  const taking = writer.takeMessage(message(1, 2), source).then(() => {
    isTaken = true;
  });
  expect(writer.backlogBytes).toBeGreaterThan(0);
  await writer.settled();
  expect(isTaken).toBe(true);
  await taking;
  expect(writer.backlogBytes).toBe(0);
  await writer.close();
  const log = new SqliteLog(folder.path, () => "never-needed");
  expect(log.head).toBe(2);
  await log.close();
  await expect(writer.takeMessage(message(3), source)).rejects.toThrow("closed");
});

test("closed in order it leaves one file, with nothing beside it that is yet to be brought into it", async () => {
  const writer = await openWriter();
  await writer.append(buildBatch(buildArrival()));
  expect((await writer.read({ after: 0, limit: 9 })).entries).toHaveLength(1);
  await writer.close();
  expect(readdirSync(folder.path).filter((name) => name.startsWith("log."))).toEqual(["log.sqlite"]);
});

test("a folder that cannot be opened says why", async () => {
  await openWriter();
  await expect(Writer.open(folder.path)).rejects.toThrow("another relay holds");
});
