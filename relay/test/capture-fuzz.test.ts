import { readdirSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Frame } from "@lighty/protocol";
import { CaptureWriter } from "@lighty/protocol/captures";
import { Random } from "@lighty/protocol/sim";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Imports } from "../src/captures/imports.ts";
import { BookmarkFile } from "../src/log/bookmark-file.ts";
import type { EventLog } from "../src/log/event-log.ts";
import { MemoryLog } from "../src/log/memory-log.ts";
import { LocalViews } from "../src/projections/local-views.ts";
import { temporaryFolder } from "./open-relay.ts";
import { workout } from "./workout.ts";

const files = 20_000;
const seed = process.env.LIGHTY_SEED ?? "captures-2026-11";
const mostGrowthBytes = 192 * 1_048_576;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const frames = workout("captures-4").slice(0, 8);

function captureOf(given: readonly Frame[]): string {
  const writer = new CaptureWriter();
  let text = writer.header({ devices: [], clockSamples: [], redaction: "none" });
  for (const frame of given) text += writer.frame(frame.observedAt, JSON.stringify(frame));
  return text + writer.trailer();
}

const text = captureOf(frames);
const originals = [Buffer.from(text), gzipSync(text), zstdCompressSync(text)];

/** Bends a file in one of the ways in which files are bent, by accident or on purpose. */
function mutate(random: Random, original: Buffer): Buffer {
  const bytes = Buffer.from(original);
  const at = random.int(0, bytes.length - 1);
  const to = Math.min(bytes.length, at + random.int(1, 400));
  const parts = (...pieces: Uint8Array[]) => Buffer.concat(pieces);
  switch (random.int(0, 8)) {
    case 0:
      bytes[at] = (bytes[at] as number) ^ (1 << random.int(0, 7));
      return bytes;
    case 1:
      for (let i = at; i < to; i++) bytes[i] = random.int(0, 255);
      return bytes;
    case 2:
      return parts(bytes.subarray(0, at));
    case 3:
      return parts(bytes.subarray(0, at), bytes.subarray(to));
    case 4:
      return parts(bytes.subarray(0, to), bytes.subarray(at));
    case 5:
      return parts(bytes, bytes.subarray(at));
    case 6: {
      const words = ["null", '"', "{", "}", "[[[[[[[[[[[[[[[[[[", "\n", "1e999", '"__proto__":', "\\ud800", "\u0000"];
      return parts(bytes.subarray(0, at), Buffer.from(random.pick(words)), bytes.subarray(to));
    }
    case 7: {
      const lines = bytes.toString("latin1").split("\n");
      const [i, j] = [random.int(0, lines.length - 1), random.int(0, lines.length - 1)];
      [lines[i], lines[j]] = [lines[j] as string, lines[i] as string];
      return Buffer.from(lines.join("\n"), "latin1");
    }
    default: {
      const digits = bytes
        .toString("latin1")
        .replace(/\d+/g, (found) => (random.chance(0.02) ? "9".repeat(random.int(1, 30)) : found));
      return Buffer.from(digits, "latin1");
    }
  }
}

async function* piecesOf(bytes: Buffer) {
  for (let i = 0; i < bytes.length; i += 4_096) yield bytes.subarray(i, i + 4_096);
}

test(`[CAP-6] ${files} mutated files: whole or not at all, nothing ends the relay, memory stays bounded`, {
  timeout: 600_000,
}, async () => {
  console.log(`seed ${seed}; LIGHTY_SEED=${seed} plays the same files again`);
  const random = new Random(seed);
  const logs: EventLog[] = [];
  const imports = new Imports(folder.path, {
    now: () => 1,
    newId: () => `i${random.id(10)}`,
    bookmarks: new BookmarkFile(null),
    create: () => {
      const log = new MemoryLog("memorylog000");
      logs.push(log);
      return log;
    },
    open: () => {
      const log = new MemoryLog("memorylog000");
      return { log, views: new LocalViews(log) };
    },
  });
  const wanted = frames.map((frame) => JSON.stringify(frame)).sort();
  let [taken, refused] = [0, 0];
  let before = 0;
  for (let n = 0; n < files; n++) {
    const bent = mutate(random, originals[n % originals.length] as Buffer);
    logs.length = 0;
    const outcome = await imports.take(piecesOf(bent), { name: "bent", takesCut: false }).catch((error) => error);
    if ("importId" in outcome) {
      taken += 1;
      // The trailer vouches for every frame, so what was taken is what was written.
      const { entries } = await (logs[0] as EventLog).read({ limit: 100 });
      expect(entries.map(({ text: each }) => each).sort(), `file ${n} of seed ${seed}`).toEqual(wanted);
      await imports.remove(outcome.importId);
    } else {
      refused += 1;
      expect(["capture_invalid", "capture_newer", "too_large"], `file ${n} of seed ${seed}: ${outcome}`).toContain(
        outcome.code,
      );
      expect(outcome.sentence.length, `file ${n}`).toBeGreaterThan(10);
    }
    expect(imports.all(), `file ${n} of seed ${seed}`).toEqual([]);
    if (n === 2_000) before = process.memoryUsage.rss();
  }
  expect(taken + refused).toBe(files);
  expect(taken).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(files / 2);
  expect(readdirSync(folder.path)).toEqual([]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(mostGrowthBytes);
});
