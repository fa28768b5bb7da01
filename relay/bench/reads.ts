import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFilter } from "@lighty/protocol/filter";
import { judgeFrames } from "../src/ingest/judge.ts";
import type { Arrival, ReadOptions } from "../src/log/event-log.ts";
import { LogReader } from "../src/log/log-reader.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { buildTraces, renamed, sessionsOf, type Trace } from "./frames.ts";

const lanes = 8;
const laneFrames = 1_250;
/** Frames of a lane that one commit takes. */
const chunk = 32;
const pageEntries = 100;

/** A log of rounds of 10,000 entries: the same workouts again, each round by devices and in sessions of its own; sealed and indexed. */
export class FilledLog {
  readonly #folder = mkdtempSync(join(tmpdir(), "lighty-bench-"));
  readonly reader: LogReader;
  readonly head: number;
  /** What is sought: a device and a session of the round in the middle. */
  readonly deviceId: string;
  readonly sessionId: string;

  constructor(rounds: number) {
    const retention = { ageMs: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };
    const log = new SqliteLog(this.#folder, () => "benchlog0000", { retention });
    const traces = buildTraces(lanes, laneFrames);
    let middle = traces;
    for (let round = 0; round < rounds; round++) {
      const own = ofRound(traces, round);
      if (round === rounds >> 1) middle = own;
      for (let i = 0; i < laneFrames; i += chunk) {
        const arrivals = own.flatMap(({ texts, deviceId }) => arrivalsOf(texts.slice(i, i + chunk), deviceId));
        log.write({ receivedAt: 1_767_632_400_000 + round, arrivals, quarantined: [] });
      }
      log.boundWal();
      log.tidy(0);
    }
    while (log.tidy(0));
    this.head = log.head;
    void log.close();
    this.reader = new LogReader(this.#folder);
    this.deviceId = middle[0]?.deviceId ?? "";
    this.sessionId = sessionsOf(middle[0]?.texts ?? [])[0] ?? "";
  }

  end(): void {
    this.reader.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Reads whose cost should not grow with the log, each as milliseconds of one page. */
export const reads: Record<string, (log: FilledLog, i: number) => ReadOptions> = {
  "page, oldest first": ({ head }, i) => ({ after: somewhere(head, i), limit: pageEntries }),
  "page, newest first": ({ head }, i) => ({ before: head - somewhere(head, i), limit: pageEntries }),
  "page of a session": ({ sessionId }) => ({ after: 0, limit: pageEntries, sessionId }),
  "device, type and verdict": (log) => sought(`device:${log.deviceId} type:events verdict:applied`),
  "the same, newest first": (log) => ({
    ...backward(log),
    ...sought(`device:${log.deviceId} type:events verdict:applied`, false),
  }),
  "words that occur in one session": (log) => sought(`text:${log.sessionId}`),
  "words that occur nowhere": () => sought("text:xylograph"),
};

/** Far enough from the last place that nothing of it is at hand any more, in the small log as in the large one. */
function somewhere(head: number, i: number): number {
  return Math.floor((head * ((i * 37) % 97)) / 97);
}

/** Milliseconds of one read; a filter that stops before its page is full is asked again, as a client does. */
export function readMs({ reader, head }: FilledLog, options: ReadOptions): number {
  const begun = performance.now();
  let found = 0;
  for (let next = options; ; ) {
    const page = reader.read(next, head);
    for (const { text } of page.entries) found += text.length > 0 ? 1 : 0;
    if (!page.hasMore || found >= options.limit) return performance.now() - begun;
    const { before: _before, after: _after, ...more } = options;
    next = { ...more, ...(options.before === undefined ? { after: page.reached } : { before: page.reached }) };
  }
}

function backward({ head }: FilledLog): Pick<ReadOptions, "before"> {
  return { before: head + 1 };
}

function sought(text: string, isForward = true): ReadOptions {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(text);
  return { ...(isForward ? { after: 0 } : {}), limit: pageEntries, filter: parsed.filter };
}

export function arrivalsOf(texts: readonly string[], sender: string): Arrival[] {
  return (judgeFrames(texts, sender) as { arrivals: Arrival[] }).arrivals;
}

/** Other devices and sessions, with ids of the same length. */
function ofRound(traces: readonly Trace[], round: number): Trace[] {
  const end = round.toString(36).padStart(3, "0");
  const ids = [...traces.map(({ deviceId }) => deviceId), ...sessionsOf(traces.flatMap(({ texts }) => texts))];
  const rename = (text: string) => renamed(text, ids, end);
  return traces.map(({ deviceId, role, texts }) => ({ deviceId: rename(deviceId), role, texts: texts.map(rename) }));
}
