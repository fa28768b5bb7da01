import type { SessionSummary } from "@lighty/protocol";
import { cursorAt, type EventLog, type LogEntry } from "../log/event-log.ts";
import { catchUp } from "./catch-up.ts";
import { encodeEntries, encodeSessions } from "./encode.ts";
import type { Interest, Reader } from "./reader.ts";

/** What the fan-out reads of the projections. */
export interface Summaries {
  summary(sessionId: string): SessionSummary | undefined;
  page(limit: number): { sessions: SessionSummary[] };
}

export interface FanOutPorts {
  /** Runs after a moment, so that many changes become one message. */
  soon(run: () => void): void;
}

const pageEntries = 256;
const firstSummaries = 200;

/**
 * Brings every dashboard the backlog it asks for and then what lands, each batch encoded once for all who want the same of it.
 *
 *   join:  pages from the log, as fast as the reader takes them -> live -> summaries as they stand
 *   live:  entries as they become durable; summaries that changed, a few times a second
 */
export class FanOut {
  readonly #log: EventLog;
  readonly #summaries: Summaries;
  readonly #ports: FanOutPorts;
  readonly #live = new Set<Reader>();
  readonly #changed = new Set<string>();
  #isTellingSoon = false;

  constructor(log: EventLog, summaries: Summaries, ports: FanOutPorts) {
    this.#log = log;
    this.#summaries = summaries;
    this.#ports = ports;
    log.tail((entries) => this.#publish(entries));
  }

  /** Serves a reader from a place in the log on; resolves when it is live, or gone. [STR-2] */
  async join(reader: Reader, after: number): Promise<void> {
    const { sessionId, filter, entries: wantsEntries } = reader.interest;
    await catchUp(
      this.#log,
      {
        after: wantsEntries ? after : this.#log.head,
        limit: pageEntries,
        isOver: () => reader.isOver,
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(filter === undefined ? {} : { filter: filter.filter }),
      },
      (entries, reached) => {
        reader.send(encodeEntries(entries, cursorAt(this.#log, reached)));
        return reader.drained();
      },
      (reached) => this.#goLive(reader, reached),
    );
  }

  /** Dashboards that are live now. */
  get readers(): number {
    return this.#live.size;
  }

  leave(reader: Reader): void {
    reader.end();
    this.#live.delete(reader);
  }

  /** To be called every second or so: a stalled reader sends no signal of its own. */
  check(): void {
    for (const reader of this.#live) {
      reader.check();
      if (reader.isOver) this.#live.delete(reader);
    }
  }

  /** Summaries of these sessions are others now. */
  changed(sessionIds: Iterable<string>): void {
    for (const sessionId of sessionIds) this.#changed.add(sessionId);
    if (this.#isTellingSoon || this.#changed.size === 0) return;
    this.#isTellingSoon = true;
    this.#ports.soon(() => {
      this.#isTellingSoon = false;
      this.#tellChanged();
    });
  }

  #goLive(reader: Reader, reached: number): void {
    this.#live.add(reader);
    reader.send(JSON.stringify({ type: "live", cursor: cursorAt(this.#log, reached) }));
    const { sessionId } = reader.interest;
    const own = sessionId === undefined ? undefined : this.#summaries.summary(sessionId);
    const sessions =
      sessionId === undefined ? this.#summaries.page(firstSummaries).sessions : own === undefined ? [] : [own];
    if (sessions.length > 0) reader.send(encodeSessions(sessions));
  }

  #publish(entries: readonly LogEntry[]): void {
    const cursor = cursorAt(this.#log, (entries.at(-1) as LogEntry).entry);
    const encoded = new Map<string, string | null>();
    const encode = ({ sessionId, filter }: Interest): string | null => {
      const wanted = entries.filter(
        (entry) =>
          (sessionId === undefined || entry.sessions.includes(sessionId)) &&
          (filter === undefined || filter.passes(entry)),
      );
      return wanted.length === 0 ? null : encodeEntries(wanted, cursor);
    };
    for (const reader of this.#live) {
      const { interest } = reader;
      if (!interest.entries) continue;
      const key = `${interest.sessionId ?? ""} ${interest.filter?.text ?? ""}`;
      if (!encoded.has(key)) encoded.set(key, encode(interest));
      const text = encoded.get(key);
      if (text) this.#send(reader, text);
    }
  }

  #tellChanged(): void {
    const sessions = [...this.#changed].flatMap((sessionId) => this.#summaries.summary(sessionId) ?? []);
    this.#changed.clear();
    if (sessions.length === 0) return;
    const all = encodeSessions(sessions);
    for (const reader of this.#live) {
      const { sessionId } = reader.interest;
      if (sessionId === undefined) this.#send(reader, all);
      else {
        const own = sessions.filter((session) => session.sessionId === sessionId);
        if (own.length > 0) this.#send(reader, encodeSessions(own));
      }
    }
  }

  #send(reader: Reader, text: string): void {
    reader.send(text);
    if (reader.isOver) this.#live.delete(reader);
  }
}
