import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { type Frame, factsOf } from "@lighty/protocol";
import { bytesOf, writeText } from "../src/captures/capture-file.ts";
import { Imports } from "../src/captures/imports.ts";
import { captureLog } from "../src/captures/log-capture.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { StillLog } from "../src/log/still-log.ts";
import { buildTraces } from "./frames.ts";

/*
 * Export and import of captures beside a plain copy of the same file whose lines are parsed on the way: the median of the rounds, each a ratio
 * within its round. `--frames N` (default 50,000), `--quick` for one round.
 */

const { values: flags } = parseArgs({
  options: { quick: { type: "boolean", default: false }, frames: { type: "string" } },
  strict: false,
});
const frames = Number(flags.frames ?? 50_000);
const rounds = flags.quick === true ? 1 : 3;
const folder = mkdtempSync(join(tmpdir(), "lighty-bench-captures-"));
const file = join(folder, "plain.ndjson");
const nothing = { devices: [], clockSamples: [] };
const limits = { bytes: Number.POSITIVE_INFINITY, ratio: 20 };

const log = new SqliteLog(join(folder, "log"), () => "rbench");
for (const { texts } of buildTraces(2, frames / 2)) {
  for (let i = 0; i < texts.length; i += 256) {
    const arrivals = texts.slice(i, i + 256).map((text) => {
      const frame = JSON.parse(text) as Frame;
      return { frame, text, facts: factsOf(frame) };
    });
    await log.append({ receivedAt: 1, arrivals, quarantined: [] });
  }
}

async function perSecond(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await run();
  return (log.head / (performance.now() - from)) * 1_000;
}

async function copy(): Promise<void> {
  const lines = createInterface({ input: createReadStream(file) });
  const parsed = async function* () {
    for await (const line of lines) {
      JSON.parse(line);
      yield `${line}\n`;
    }
  };
  await pipeline(Readable.from(parsed()), createWriteStream(join(folder, "copy.ndjson")));
}

const ports = {
  now: () => 1,
  newId: () => "ibench",
  create: (part: string) => new SqliteLog(part, () => "ibench"),
  open: (kept: string, importId: string, head: number) => new StillLog(kept, importId, head),
};

async function take(): Promise<void> {
  const imports = new Imports(join(folder, "imports"), ports, limits);
  const { importId } = await imports.take(bytesOf(file), { name: "bench", takesCut: false });
  await imports.remove(importId);
}

const measured: Record<string, { perSecond: number; ratio: number }[]> = {};
await writeText(file, captureLog(log, {}, nothing, "none"));
for (let round = 0; round < rounds; round++) {
  const ceiling = await perSecond(copy);
  const subjects = {
    "export, plain": () => writeText(join(folder, "out.ndjson"), captureLog(log, {}, nothing, "none")),
    "export, gzip": () => writeText(join(folder, "out.ndjson.gz"), captureLog(log, {}, nothing, "none")),
    "export, zstd": () => writeText(join(folder, "out.ndjson.zst"), captureLog(log, {}, nothing, "none")),
    "export, zstd, health left out": () =>
      writeText(join(folder, "out.ndjson.zst"), captureLog(log, {}, nothing, "health")),
    "import: judged, indexed, folded, durable": take,
  };
  for (const [name, run] of Object.entries(subjects)) {
    const rate = await perSecond(run);
    measured[name] = [...(measured[name] ?? []), { perSecond: rate, ratio: rate / ceiling }];
  }
}

console.log(`\ncaptures of ${log.head} frames, beside a plain copy with parse`);
for (const [name, all] of Object.entries(measured)) {
  const sorted = all.toSorted((a, b) => a.ratio - b.ratio);
  const { perSecond: rate, ratio } = sorted[sorted.length >> 1] as { perSecond: number; ratio: number };
  console.log(
    `  ${name.padEnd(58)} ${ratio.toFixed(2).padStart(6)}   target >= 0.7         ${(rate / 1_000).toFixed(1)} k/s`,
  );
}
console.log(`  peak memory ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MB`);

await log.close();
rmSync(folder, { recursive: true, force: true });
