import type { Frame } from "@lighty/protocol";
import type { LogEntry } from "./event-log.ts";
import type { SessionNumbers } from "./session-numbers.ts";
import type { EntryRow } from "./statements.ts";

/** A row that is parsed only when someone looks inside: pages go out as the text they are. */
export class StoredEntry implements LogEntry {
  readonly entry: number;
  readonly receivedAt: number;
  readonly text: string;
  readonly sessions: readonly string[];
  #frame: Frame | undefined;

  constructor(row: EntryRow, text: string, numbers: SessionNumbers) {
    this.entry = row.entry;
    this.receivedAt = row.received_at;
    this.text = text;
    this.sessions = (JSON.parse(row.sessions) as number[]).map((number) => numbers.name(number));
  }

  get frame(): Frame {
    this.#frame ??= JSON.parse(this.text) as Frame;
    return this.#frame;
  }
}
