import type { Page } from "../log/event-log.ts";
import { Listeners } from "../log/listeners.ts";
import type { LogReader } from "../log/log-reader.ts";
import { landedEntries } from "./landed-entry.ts";
import type { Landed } from "./wire.ts";

/** Entries read at a time that the thread made durable and did not hand out. */
const readEntries = 1_024;

/**
 * What the writer's thread made durable, on its way to those who listen here.
 *
 *   committed -> handed out, where anybody listened by then -> told as it came
 *             -> not handed out -> read from the log for who has begun to listen since; for all others it is only there
 */
export class Telling {
  readonly listeners: Listeners;
  readonly #reader: Pick<LogReader, "read">;
  /** Durable, and not yet told: up to which entry, and what they are where the thread has handed them out. */
  readonly #untold: { head: number; entries: Landed | null }[] = [];
  #head: number;

  /** `changed` is called when somebody begins to want entries, or the last one has ended. */
  constructor(reader: Pick<LogReader, "read">, head: number, changed: () => void) {
    this.#reader = reader;
    this.#head = head;
    this.listeners = new Listeners(changed);
  }

  /** The last entry that was told. */
  get head(): number {
    return this.#head;
  }

  /** Tells it once whoever waits for an answer has one. */
  soon(head: number, entries: Landed | null): void {
    this.#untold.push({ head, entries });
    if (this.#untold.length === 1) setImmediate(() => this.now());
  }

  now(): void {
    for (const { head, entries } of this.#untold.splice(0)) {
      // What came before could not be read, or was not handed out.
      if (entries === null || entries.first > this.#head + 1) {
        this.upTo(head);
        continue;
      }
      this.#head = head;
      this.listeners.tell(landedEntries(entries), entries.text);
    }
  }

  /** Tells what was not handed out. */
  upTo(head: number): void {
    if (head <= this.#head) return;
    while (this.listeners.areThere && this.#head < head) {
      const page = this.#read(head);
      if (page === null) return;
      this.#head = page.reached;
      this.listeners.tell(page.entries);
    }
    if (this.#head === head) return;
    this.#head = head;
    this.listeners.tellOfGrowth();
  }

  /** Null where the file cannot be read: it is durable all the same, and is tried again with the next commit. */
  #read(head: number): Page | null {
    try {
      return this.#reader.read({ after: this.#head, limit: readEntries }, head);
    } catch (error) {
      process.emitWarning(error as Error);
      return null;
    }
  }
}
