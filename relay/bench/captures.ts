import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Frame, factsOf } from "@lighty/protocol";
import { bytesOf, writeText } from "../src/captures/capture-file.ts";
import { Imports } from "../src/captures/imports.ts";
import { captureLog } from "../src/captures/log-capture.ts";
import { BookmarkFile } from "../src/log/bookmark-file.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { StillLog } from "../src/log/still-log.ts";
import { ThreadViews } from "../src/projections/thread-views.ts";
import { buildTraces } from "./frames.ts";

/*
 * Export and import of captures beside a plain copy of the same file whose lines are parsed on the way: the median of the rounds, each a ratio
 * within its round, by the clock and by the processor time of all threads, which other work on the machine does not stretch.
 * `--frames N` (default 50,000), `--quick` for one round.
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
for (let part = 0; log.head < frames; part++) {
  // A part at a time, so that the peak is not that of making them.
  const wanted = Math.min(10_000, Math.ceil((frames - log.head) / 2));
  for (const { texts } of buildTraces(2, wanted, `boot-${part}-`)) await fill(texts);
}

async function fill(texts: readonly string[]): Promise<void> {
  for (let i = 0; i < texts.length; i += 256) {
    const arrivals = texts.slice(i, i + 256).map((text) => {
      const frame = JSON.parse(text) as Frame;
      return { frame, text, facts: factsOf(frame) };
    });
    await log.append({ receivedAt: 1, arrivals, quarantined: [] });
  }
}

/** Frames a second by the clock, and by the processor time of all threads. */
async function rateOf(run: () => Promise<unknown>): Promise<{ wall: number; cpu: number }> {
  const [from, spent] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(spent);
  return { wall: (log.head / (performance.now() - from)) * 1_000, cpu: (log.head / (user + system)) * 1_000_000 };
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
  bookmarks: new BookmarkFile(null),
  open: (kept: string, importId: string, head: number) => {
    const still = new StillLog(kept, importId, head);
    return { log: still, views: new ThreadViews(kept, still) };
  },
};

const imports = new Imports(join(folder, "imports"), ports, limits);

async function take(): Promise<void> {
  await imports.take(bytesOf(file), { name: "bench", takesCut: false });
}

async function whenRead(): Promise<void> {
  while (imports.all()[0]?.sessions === null) await setTimeout(20);
}

/** Without a target: nobody waits for it. */
const later = { "what follows it: its sessions read, in a thread": whenRead };

interface Measured {
  perSecond: number;
  ratio: number;
  cpuRatio: number;
}

const measured: Record<string, Measured[]> = {};
await writeText(file, captureLog(log, {}, nothing, "none"));
for (let round = 0; round < rounds; round++) {
  const ceiling = await rateOf(copy);
  const subjects = {
    "export, plain": () => writeText(join(folder, "out.ndjson"), captureLog(log, {}, nothing, "none")),
    "export, gzip": () => writeText(join(folder, "out.ndjson.gz"), captureLog(log, {}, nothing, "none")),
    "export, zstd": () => writeText(join(folder, "out.ndjson.zst"), captureLog(log, {}, nothing, "none")),
    "export, zstd, health left out": () =>
      writeText(join(folder, "out.ndjson.zst"), captureLog(log, {}, nothing, "health")),
    "import: judged, indexed, durable": take,
  };
  for (const [name, run] of Object.entries({ ...subjects, ...later })) {
    const { wall, cpu } = await rateOf(run);
    const own = { perSecond: wall, ratio: wall / ceiling.wall, cpuRatio: cpu / ceiling.cpu };
    measured[name] = [...(measured[name] ?? []), own];
    const peak = (process.resourceUsage().maxRSS / 1_024).toFixed(0);
    console.error(
      `round ${round + 1}: ${name}: ${own.ratio.toFixed(2)}, ${own.cpuRatio.toFixed(2)} of processor time; peak so far ${peak} MB`,
    );
  }
  await imports.remove("ibench");
}

console.log(`\ncaptures of ${log.head} frames, beside a plain copy with parse: by the clock, by processor time`);
for (const [name, all] of Object.entries(measured)) {
  const median = (of: keyof Measured) => all.map((each) => each[of]).sort((a, b) => a - b)[all.length >> 1] as number;
  const [ratio, cpu] = [median("ratio"), median("cpuRatio")].map((each) => each.toFixed(2).padStart(6));
  const rate = (median("perSecond") / 1_000).toFixed(1);
  console.log(
    `  ${name.padEnd(50)} ${ratio} ${cpu}   ${name in later ? "                    " : "target >= 0.7       "}  ${rate} k/s`,
  );
}
console.log(`  peak memory ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MB`);

await log.close();
rmSync(folder, { recursive: true, force: true });
