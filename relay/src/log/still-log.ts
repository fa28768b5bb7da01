import { join } from "node:path";
import type { TraceAck } from "@lighty/protocol";
import { storageFailed } from "../errors.ts";
import type { EventLog, Page, ReadOptions } from "./event-log.ts";
import { logFile, openFile } from "./file.ts";
import { LogReader } from "./log-reader.ts";
import { migrate } from "./migrations.ts";

/** A log that is written no more: an imported capture. Reading is all it does. */
export class StillLog implements EventLog {
  readonly id: string;
  readonly head: number;
  readonly quarantined = 0;
  readonly pruned = 0;
  readonly trouble = null;
  readonly #reader: LogReader;

  /** The log of a folder, known by that id, as it stood when it was written; one of an older relay is brought up to date first. */
  constructor(folder: string, id: string, head: number) {
    this.id = id;
    this.head = head;
    const file = openFile(join(folder, logFile), {});
    try {
      migrate(file);
    } finally {
      file.close();
    }
    this.#reader = new LogReader(folder);
  }

  async append(): Promise<void> {
    throw onlyRead();
  }

  async acked(deviceId: string, bootIds: readonly string[]): Promise<TraceAck[]> {
    return bootIds.map((bootId) => ({ deviceId, bootId, traceSeq: 0 }));
  }

  async read(options: ReadOptions): Promise<Page> {
    return this.#reader.read(options, this.head);
  }

  tail(): () => void {
    return () => {};
  }

  whenGrown(): () => void {
    return () => {};
  }

  whenPruned(): () => void {
    return () => {};
  }

  async purge(): Promise<void> {
    throw onlyRead();
  }

  readonly removals = 0;

  async remove(): Promise<never> {
    throw onlyRead();
  }

  whenRemoved(): () => void {
    return () => {};
  }

  async close(): Promise<void> {
    this.#reader.close();
  }
}

function onlyRead(): Error {
  return storageFailed(new Error("an imported capture is only read"));
}
