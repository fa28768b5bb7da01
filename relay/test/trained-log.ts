import { buildTraces } from "../bench/frames.ts";
import { judgeFrames } from "../src/ingest/judge.ts";
import type { Arrival } from "../src/log/event-log.ts";
import { LogReader } from "../src/log/log-reader.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import type { Read } from "../src/projections/questions.ts";
import { keepAll } from "./retention.ts";

export const trainedLogId = "trainedlog00";

/** Fills a folder's log with what two devices send who train together again and again, taking turns; gives the last entry. */
export async function trainLog(folder: string, entries: number): Promise<number> {
  const log = new SqliteLog(folder, () => trainedLogId, { retention: keepAll });
  const traces = buildTraces(2, entries / 2);
  const chunk = 32;
  for (let i = 0; i < entries / 2; i += chunk) {
    const arrivals = traces.flatMap(({ texts, deviceId }) => {
      const judged = judgeFrames(texts.slice(i, i + chunk), deviceId);
      return (judged as { arrivals: Arrival[] }).arrivals;
    });
    log.write({ receivedAt: 1_767_632_400_000 + i, arrivals, quarantined: [] });
  }
  while (log.tidy(0));
  const { head } = log;
  await log.close();
  return head;
}

/** Reads a log, and counts what it read. */
export class CountedReader {
  readonly #reader: LogReader;
  entries = 0;

  constructor(folder: string) {
    this.#reader = new LogReader(folder);
  }

  readonly read = (options: Parameters<Read>[0], head: number) => {
    const page = this.#reader.read(options, head);
    this.entries += page.entries.length;
    return page;
  };

  close(): void {
    this.#reader.close();
  }
}
