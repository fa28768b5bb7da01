import { zstdDecompressSync } from "node:zlib";
import type { CaptureHeader, Frame } from "@lighty/protocol";
import { McapStreamReader } from "@mcap/core";
import { expect, test } from "vitest";
import { buildFrame } from "../../test/build.ts";
import { workout } from "../../test/workout.ts";
import { type BridgeName, bridges } from "./bridges.ts";
import { captureOfMcap } from "./mcap.ts";

const frames = workout("captures-4");
const header: CaptureHeader = {
  kind: "header",
  format: "lighty-capture",
  formatVersion: 1,
  protocolVersion: 1,
  devices: [],
  clockSamples: [],
  redaction: "none",
};

async function make(name: BridgeName, given: readonly Frame[] = frames): Promise<Buffer> {
  const batches = (async function* () {
    yield given.map((frame) => ({ receivedAt: frame.observedAt, frame, text: JSON.stringify(frame) }));
  })();
  const pieces: Uint8Array[] = [];
  for await (const piece of bridges[name].make(header, batches)) pieces.push(Buffer.from(piece as string));
  return Buffer.concat(pieces);
}

/** Rows of a CSV by the rules of RFC 4180. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.match(/(?:"(?:[^"]|"")*"|[^"\r\n])+(?=\r\n)/g) ?? []) {
    rows.push(
      [...`${line},`.matchAll(/("(?:[^"]|"")*"|[^",]*),/g)].map(([, cell = ""]) =>
        cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
      ),
    );
  }
  return rows;
}

test("csv: a row for each event of each crossing, every cell in its column", async () => {
  const [heads, ...rows] = rowsOf((await make("csv")).toString()) as [string[], ...string[][]];
  const events = frames.flatMap(({ body }) => (body.includes('"events"') ? (JSON.parse(body).events ?? []) : []));
  expect(rows).toHaveLength(events.length);
  for (const [i, row] of rows.entries()) {
    const cell = (name: string) => row[heads.indexOf(name)];
    expect(row).toHaveLength(heads.length);
    expect(cell("eventId")).toBe(events[i].eventId);
    expect(JSON.parse(cell("payload") as string)).toEqual(events[i].payload);
  }
});

test("csv-sets: Strong's columns in its order, a row a completed set, and no cell that a spreadsheet would carry out", async () => {
  const sabotaged = JSON.parse(JSON.stringify(frames).replaceAll('\\"routineName\\":\\"', '\\"routineName\\":\\"=1+'));
  const [heads, ...rows] = rowsOf((await make("csv-sets", sabotaged)).toString());
  expect(heads?.slice(0, 7)).toEqual([
    "Date",
    "Workout Name",
    "Duration",
    "Exercise Name",
    "Set Order",
    "Weight",
    "Reps",
  ]);
  expect(rows.length).toBeGreaterThan(0);
  for (const [, name, , , order, weight, reps] of rows) {
    expect(name).toMatch(/^'=1\+/);
    for (const number of [order, weight, reps]) expect(Number(number)).toBeGreaterThanOrEqual(0);
  }
});

test("mcap: the library reads it, a channel a device, and it is the same capture again", async () => {
  const file = await make("mcap");
  const reader = new McapStreamReader({
    decompressHandlers: { zstd: (data) => zstdDecompressSync(data) },
    validateCrcs: true,
  });
  reader.append(file);
  const topics = new Map<number, string>();
  const messages: { topic: string; logTime: bigint; frame: Frame }[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === "Schema") expect([record.name, record.encoding]).toEqual(["lighty.Frame", "jsonschema"]);
    if (record.type === "Channel") topics.set(record.id, record.topic);
    if (record.type === "Message") {
      const { frame } = JSON.parse(Buffer.from(record.data).toString());
      messages.push({ topic: topics.get(record.channelId) as string, logTime: record.logTime, frame });
    }
  }
  expect(reader.done()).toBe(true);
  expect(messages.map(({ frame }) => frame)).toEqual(frames);
  for (const { topic, logTime, frame } of messages) {
    expect(topic).toBe(`/${frame.observer.role}/${frame.observer.deviceId}`);
    expect(logTime).toBe(BigInt(frame.observedAt) * 1_000_000n);
  }
  let text = "";
  for await (const piece of captureOfMcap(
    (async function* () {
      yield file;
    })(),
  ))
    text += piece;
  expect(
    text
      .split("\n")
      .slice(1, -2)
      .map((line) => JSON.parse(line).frame),
  ).toEqual(frames);
});

test("mcap: what breaks off, is of someone else or opens too far is refused", async () => {
  const file = await make("mcap");
  const read = async (bytes: Uint8Array) => {
    for await (const _ of captureOfMcap(
      (async function* () {
        yield bytes;
      })(),
    )) {
    }
  };
  await expect(read(file.subarray(0, file.length / 2))).rejects.toMatchObject({ code: "capture_invalid" });
  await expect(read(Buffer.from("not mcap at all"))).rejects.toMatchObject({ code: "capture_invalid" });
});

test("trace: each crossing that arrived is an arrow from one device to the other", async () => {
  const { traceEvents } = JSON.parse((await make("trace")).toString());
  const starts = new Map<string, number>();
  for (const { ph, id, pid } of traceEvents) if (ph === "s") starts.set(id, pid);
  const ends = traceEvents.filter(({ ph }: { ph: string }) => ph === "f");
  const matched = ends.filter(({ id, pid }: { id: string; pid: number }) => starts.has(id) && starts.get(id) !== pid);
  expect(matched.length).toBe(frames.filter(({ direction }) => direction === "received").length);
  expect(traceEvents.filter(({ ph }: { ph: string }) => ph === "X")).toHaveLength(frames.length);
});

test("otlp: a span a frame, and what was received is the child of what was sent", async () => {
  const lines = (await make("otlp")).toString().trim().split("\n");
  // biome-ignore lint/suspicious/noExplicitAny: OTLP's own shape
  const spans: any[] = lines
    .flatMap((line) => JSON.parse(line).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans[0].spans);
  expect(spans).toHaveLength(frames.length);
  const sent = new Map(spans.filter(({ kind }) => kind === 4).map((span) => [span.spanId, span.traceId]));
  for (const { traceId, spanId, kind, parentSpanId } of spans) {
    expect([traceId, spanId]).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ]);
    if (kind === 5) expect(sent.get(parentSpanId)).toBe(traceId);
  }
});

test("html: one page without a script or anything from elsewhere; a device's text is text", async () => {
  const evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>\u202e';
  const body = JSON.stringify({ kind: "note", note: "notice", notice: evil, sentence: evil });
  const page = (await make("html", [...frames, buildFrame({ traceSeq: 999, body })])).toString();
  expect(page).not.toMatch(/<script|<img|<link|<iframe|https?:\/\//i);
  expect(page).not.toContain("\u202e");
  expect(page).toContain("&lt;script&gt;");
  expect(page).toContain("default-src 'none'");
  expect(page.match(/<tr id="f\d+"/g)).toHaveLength(frames.length + 1);
});
