import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { CaptureAbout, CapturedFrame } from "@lighty/protocol/captures";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildFrame } from "../../test/build.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { bytesOf, CaptureStream, captureText, writeCapture } from "./capture-file.ts";

const about: CaptureAbout = { devices: [], clockSamples: [], redaction: "none" };

async function* batches(count: number) {
  for (let n = 1; n <= count; n++)
    yield [{ receivedAt: n, text: JSON.stringify(buildFrame({ traceSeq: n, sendId: `s${(n * 7919) % 100_003}` })) }];
}

async function readAll(capture: CaptureStream): Promise<CapturedFrame[]> {
  const all: CapturedFrame[] = [];
  for await (const frames of capture.frames()) all.push(...frames);
  return all;
}

const piecesOf = async function* (bytes: Uint8Array, size = 1_000) {
  for (let i = 0; i < bytes.byteLength; i += size) yield bytes.subarray(i, i + size);
};

async function textOf(count: number): Promise<string> {
  let text = "";
  for await (const piece of captureText(about, batches(count))) text += piece;
  return text;
}

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test.each([
  ["gym.ndjson", "none"],
  ["gym.ndjson.gz", "gzip"],
  ["gym.ndjson.zst", "zstd"],
])("[CAP-1] %s is written and read back, whatever its name when it is read", async (name, compression) => {
  const path = join(folder.path, name);
  await writeCapture(path, about, batches(3_000));
  const other = join(folder.path, "renamed");
  writeFileSync(other, readFileSync(path));
  const capture = await CaptureStream.open(bytesOf(other));
  const frames = await readAll(capture);
  expect(capture.compression).toBe(compression);
  expect(frames.map(({ frame }) => frame.traceSeq)).toEqual(Array.from({ length: 3_000 }, (_, i) => i + 1));
  expect(capture.report()).toMatchObject({ missing: [], faultCount: 0 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a capture that could not be written leaves nothing behind", async () => {
  const path = join(folder.path, "gym.ndjson.gz");
  const failing = async function* () {
    yield* batches(10);
    throw new Error("the relay is gone");
  };
  await expect(writeCapture(path, about, failing())).rejects.toThrow("the relay is gone");
  expect(() => statSync(path)).toThrow();
  expect(() => statSync(`${path}.part`)).toThrow();
});

describe.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
] as const)("[CAP-3] %s", (_, compress) => {
  test("that breaks off opens up to the last whole line, and its reader says so", async () => {
    const bytes = compress(await textOf(5_000));
    const capture = await CaptureStream.open(piecesOf(bytes.subarray(0, Math.floor(bytes.length * 0.6))));
    const frames = await readAll(capture);
    expect(frames.length).toBeGreaterThan(1_000);
    expect(frames.length).toBeLessThan(5_000);
    expect(frames.map(({ frame }) => frame.traceSeq)).toEqual(frames.map((_, i) => i + 1));
    expect(capture.report().missing.join()).toContain("there is no trailer");
  });

  test("that is damaged in the middle opens up to there", async () => {
    const bytes = Buffer.from(compress(await textOf(5_000)));
    for (let i = 0; i < 64; i++) bytes[(bytes.length >> 1) + i] = 0xa5;
    const capture = await CaptureStream.open(piecesOf(bytes));
    const frames = await readAll(capture);
    expect(frames.length).toBeGreaterThan(500);
    expect(capture.report().missing.length).toBeGreaterThan(0);
  });

  test("that opens to far more than its size is stopped on the way", async () => {
    const bomb = compress(Buffer.alloc(40_000_000, "\n"));
    const limits = { bytes: 64 * 1_048_576, ratio: 20 };
    await expect(CaptureStream.open(piecesOf(bomb), limits).then(readAll)).rejects.toMatchObject({
      code: expect.stringMatching(/too_large|capture_invalid/),
    });
    const header = (await textOf(0)).split("\n")[0];
    const inside = compress(Buffer.concat([Buffer.from(`${header}\n`), Buffer.alloc(40_000_000, "\n")]));
    await expect(CaptureStream.open(piecesOf(inside), limits).then(readAll)).rejects.toMatchObject({
      code: "too_large",
    });
  });
});

test("a capture beyond the bytes that are allowed is refused, compressed or not", async () => {
  const text = await textOf(1_000);
  const limits = { bytes: 100_000, ratio: 20 };
  for (const bytes of [Buffer.from(text), gzipSync(text)])
    await expect(CaptureStream.open(piecesOf(bytes), limits).then(readAll)).rejects.toMatchObject({
      code: "too_large",
    });
});

test("[CAP-1] what is no capture is refused as it is opened", async () => {
  for (const text of ["", "{}\n", "PNG\n", '{"kind":"header"}\n'])
    await expect(CaptureStream.open(piecesOf(Buffer.from(text)))).rejects.toMatchObject({ code: "capture_invalid" });
});

test("a character that two pieces share is read whole", async () => {
  const writer = captureText(
    about,
    [[{ receivedAt: 1, text: JSON.stringify(buildFrame({ body: '"Drücken 🏋"' })) }]].values() as never,
  );
  let text = "";
  for await (const piece of writer) text += piece;
  const capture = await CaptureStream.open(piecesOf(Buffer.from(text), 1));
  expect((await readAll(capture))[0]?.frame.body).toBe('"Drücken 🏋"');
  expect(capture.report().missing).toEqual([]);
});
