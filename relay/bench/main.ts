import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildTraces } from "./frames.ts";
import { type Latency, latency, type Saturated, saturate } from "./ingest.ts";
import type { Kind } from "./load.ts";
import { memoryWhile } from "./memory.ts";
import { FilledLog, readMs, reads } from "./reads.ts";
import { entriesIn, gymCapture, pacingDelays, seekMs, verifying } from "./replay.ts";
import { empty, relay, startMs } from "./start.ts";
import { LongStory } from "./states.ts";
import { rawSqlite, sealedShare } from "./storage.ts";

/*
 * The relay beside its ceilings, each figure a ratio within one run: what is measured takes turns, so that a busy machine is busy for all of
 * them, and the median of the rounds counts. Nothing here fails: docs/performance.md says what was measured, and what is aimed at.
 *
 *   --quick        two rounds of less
 *   --frames N     pass so many frames while memory is watched (default 100,000)
 *   --entries N    read from a log of so many (default 1,000,000; 100,000 with --quick)
 *   --only NAME    ingest, latencies, shown, memory, reads, states, start or disk
 */

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    frames: { type: "string" },
    entries: { type: "string" },
    only: { type: "string" },
  },
  strict: false,
});
const isQuick = flags.quick === true;
const rounds = isQuick ? 2 : 5;
const traces = buildTraces(4, isQuick ? 6_000 : 27_000);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Takes turns; the median of each. */
async function inTurns<K extends string>(
  subjects: Record<K, () => Promise<number> | number>,
): Promise<Record<K, number>> {
  const measured = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries<() => Promise<number> | number>(subjects)) {
      measured.set(name, [...(measured.get(name) ?? []), await measure()]);
    }
  }
  return Object.fromEntries([...measured].map(([name, values]) => [name, median(values)])) as Record<K, number>;
}

function tell(name: string, ratio: number, target: string, detail: string): void {
  console.log(`  ${name.padEnd(58)} ${ratio.toFixed(2).padStart(6)}   target ${target.padEnd(14)} ${detail}`);
}

const k = (n: number) => `${(n / 1_000).toFixed(1)} k/s`;

async function ingest(): Promise<void> {
  console.log("\ndurable ingest, saturated, engine check and projections on");
  const usual: Saturated[] = [];
  const rateOf = async (kind: Kind, perMessage: number, ...flags: string[]) => {
    const saturated = await saturate(kind, traces, perMessage, ...flags);
    if (kind === "relay" && perMessage === 32 && flags.length === 0) usual.push(saturated);
    return saturated.perSecond;
  };
  const rate = await inTurns({
    echo1: () => rateOf("echo", 1),
    echo32: () => rateOf("echo", 32),
    sqlite: () => rawSqlite(traces),
    mcap: () => rateOf("mcap", 32),
    relay1: () => rateOf("relay", 1),
    relay32: () => rateOf("relay", 32),
    alone: () => rateOf("relay", 32, "--no-projections"),
    full: () => rateOf("relay", 32, "--durable"),
    one: () => rateOf("relay", 32, "--dashboards=1"),
    twenty: () => rateOf("relay", 32, "--dashboards=20"),
  });
  tell("32 a message / ws -> MCAP writer", rate.relay32 / rate.mcap, ">= 0.6", `${k(rate.relay32)} of ${k(rate.mcap)}`);
  tell("32 a message / ws echo", rate.relay32 / rate.echo32, "", `of ${k(rate.echo32)}`);
  tell("1 a message / ws echo", rate.relay1 / rate.echo1, "", `${k(rate.relay1)} of ${k(rate.echo1)}`);
  tell("32 a message / SQLite rows alone", rate.relay32 / rate.sqlite, "", `of ${k(rate.sqlite)}`);
  tell("the same without projections / ws -> MCAP writer", rate.alone / rate.mcap, ">= 1.0", k(rate.alone));
  tell("the sockets' loop is late by, p99, ms", median(usual.map(({ lagMs }) => lagMs)), "<= 20", "at saturation");
  tell("synchronous FULL / NORMAL", rate.full / rate.relay32, ">= 0.85", k(rate.full));
  tell("kept with 1 dashboard", rate.one / rate.relay32, "", k(rate.one));
  tell("kept with 20 dashboards", rate.twenty / rate.relay32, ">= 0.65", k(rate.twenty));
  const caughtUp = usual.flatMap(({ caughtUp }) => caughtUp ?? []);
  const [ms, behind] = [median(caughtUp.map((each) => each.ms)), median(caughtUp.map((each) => each.behind))];
  console.log(
    `  at the end the projections are ${behind} entries behind, and have folded them ${ms.toFixed(0)} ms later`,
  );
  for (const kind of usual[0]?.threads?.keys() ?? []) {
    const us = median(usual.map(({ threads }) => threads?.get(kind) ?? 0));
    if (us >= 0.1) console.log(`  processor time of ${kind}: ${us.toFixed(1)} us a frame`);
  }
}

async function latencies(): Promise<void> {
  console.log("\ntime to the acknowledgement, against ws echo");
  for (const perSecond of [1_000, 10_000]) {
    const all: Record<"echo" | "relay", Latency[]> = { echo: [], relay: [] };
    for (let round = 0; round < rounds; round++)
      for (const kind of ["echo", "relay"] as const)
        all[kind].push(await latency(kind, traces, perSecond, isQuick ? 1 : 3));
    for (const [p, target] of [
      ["p50", "<= 1.6"],
      ["p99", "<= 2"],
    ] as const) {
      const [relay, echo] = [median(all.relay.map((each) => each[p])), median(all.echo.map((each) => each[p]))];
      tell(
        `${perSecond / 1_000} k/s, ${p}`,
        relay / echo,
        target,
        `${relay.toFixed(1)} ms against ${echo.toFixed(1)} ms`,
      );
    }
  }
}

/** A frame sent by a device until a dashboard has it, and can draw it. */
async function shown(): Promise<void> {
  console.log("\na frame sent until a dashboard has read it, at 1 k/s, against ws echo");
  const all: Record<"echo" | "relay", Latency[]> = { echo: [], relay: [] };
  for (let round = 0; round < rounds; round++) {
    all.echo.push(await latency("echo", traces, 1_000, isQuick ? 1 : 3));
    all.relay.push(await latency("relay", traces, 1_000, isQuick ? 1 : 3, "at a dashboard"));
  }
  for (const p of ["p50", "p99"] as const) {
    const [relay, echo] = [median(all.relay.map((each) => each[p])), median(all.echo.map((each) => each[p]))];
    tell(p, relay / echo, p === "p99" ? "<= 2" : "", `${relay.toFixed(1)} ms against ${echo.toFixed(1)} ms`);
  }
}

async function memory(): Promise<void> {
  const frames = Number(flags.frames ?? (isQuick ? 50_000 : 100_000));
  console.log(`\nmemory while ${frames} frames pass`);
  const points = await memoryWhile(frames);
  const [first, last] = [points[0]?.bytes ?? 0, points.at(-1)?.bytes ?? 0];
  const mb = points.map(({ bytes }) => (bytes / 1_048_576).toFixed(0)).join(", ");
  tell("at the end / at a fifth", last / first, "<= 1.1 at 5 M", `${mb} MB`);
}

/** Pages of a large log beside those of a small one, both as the relay's own reader reads them. */
function readsAtSize(): void {
  const entries = Number(flags.entries ?? (isQuick ? 100_000 : 1_000_000));
  console.log(`\nreads at ${entries} entries / at 10000`);
  const logs = { small: new FilledLog(1), large: new FilledLog(Math.round(entries / 10_000)) };
  for (const [name, optionsOf] of Object.entries(reads)) {
    const ms = { small: [] as number[], large: [] as number[] };
    for (let i = 0; i < 60; i++)
      for (const size of ["small", "large"] as const) ms[size].push(readMs(logs[size], optionsOf(logs[size], i)));
    // The first of each warm it up.
    const [small, large] = [median(ms.small.slice(10)), median(ms.large.slice(10))];
    tell(name, large / small, "<= 2", `${large.toFixed(2)} ms against ${small.toFixed(2)} ms`);
  }
  logs.small.end();
  logs.large.end();
}

/** The states of two devices at any cursor of a long log beside those of a short one, and what a start costs that goes on from what is kept. */
async function statesAtSize(): Promise<void> {
  const entries = Number(flags.entries ?? (isQuick ? 100_000 : 1_000_000));
  console.log(`\nstates of a session's devices at a cursor, at ${entries} entries / at 10000`);
  const logs = { small: new LongStory(10_000), large: new LongStory(entries) };
  const ms = { small: [] as number[], large: [] as number[] };
  for (let i = 0; i < 60; i++)
    for (const size of ["small", "large"] as const) ms[size].push(await logs[size].stateMs(i));
  // The first of each warm it up.
  const [small, large] = [median(ms.small.slice(10)), median(ms.large.slice(10))];
  tell("both devices", large / small, "<= 2", `${large.toFixed(1)} ms against ${small.toFixed(1)} ms`);
  const { foldMs, keepMs, loadMs } = logs.large;
  const took = `${loadMs.toFixed(0)} ms against ${foldMs.toFixed(0)} ms; written down in ${keepMs.toFixed(0)} ms`;
  tell("going on from what is kept / folding it all", loadMs / foldMs, "<= 0.05", took);
  logs.small.end();
  logs.large.end();
}

async function start(): Promise<void> {
  console.log("\nstart to listening");
  const folder = mkdtempSync(join(tmpdir(), "lighty-bench-"));
  const command = relay();
  const took = await inTurns({
    empty: () => startMs(empty, folder),
    relay: () => startMs(command, folder),
  });
  rmSync(folder, { recursive: true, force: true });
  const detail = `${took.relay.toFixed(0)} ms against ${took.empty.toFixed(0)} ms`;
  tell("relay / empty fastify with better-sqlite3", took.relay / took.empty, "<= 1.5", detail);
}

function disk(): void {
  console.log("\nbytes on disk, all indexes included, sealed");
  const { share, bytesPerFrame } = sealedShare(traces);
  tell("of the text", share, "<= 0.35", `${bytesPerFrame.toFixed(0)} bytes a frame`);
}

async function replays(): Promise<void> {
  console.log("\ncaptures");
  const text = gymCapture(isQuick ? 2 : 6);
  const rate = await inTurns(verifying(text));
  tell(
    "verified, text to verdicts / JSON.parse of the lines",
    rate.verify / rate.parse,
    ">= 0.5",
    `${k(rate.verify)} of ${k(rate.parse)}`,
  );
  tell("read and checked / JSON.parse of the lines", rate.read / rate.parse, "", k(rate.read));
  const delays = await pacingDelays(entriesIn(text).slice(0, 300), 10);
  const p99 = delays[Math.floor(delays.length * 0.99)] ?? 0;
  console.log(
    `  an entry at rate 1 is late by ${median(delays).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; a seek among 1 M entries takes ${seekMs(1_000_000).toFixed(2)} ms`,
  );
}

const parts: Record<string, () => Promise<void> | void> = {
  ingest,
  latencies,
  shown,
  memory,
  reads: readsAtSize,
  states: statesAtSize,
  start,
  replays,
  disk,
};
for (const [name, measure] of Object.entries(parts))
  if (flags.only === undefined || flags.only === name) await measure();
