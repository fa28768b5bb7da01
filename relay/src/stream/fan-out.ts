import { cursorAt, type EventLog, type LogEntry } from "../log/event-log.ts";
import type { Changes, Views } from "../projections/views.ts";
import { catchUp } from "./catch-up.ts";
import { encodeEntries, encodeSessions, encodeStorage, encodeSummary } from "./encode.ts";
import type { Interest, Reader } from "./reader.ts";

const pageEntries = 256;
const none = { sessions: [], devices: [] };

/**
 * Brings every dashboard the backlog it asks for and then what lands, each batch encoded once for all who want the same of it.
 *
 *   join:  pages from the log, as fast as the reader takes them -> live -> summaries as they stand
 *   live:  entries as they become durable; what changed in the projections, a few times a second
 */
export class FanOut {
  readonly #log: EventLog;
  readonly #views: Views;
  readonly #live = new Set<Reader>();
  /** Ends listening to the log, which spares itself handing out what nobody wants; null while no live reader wants entries. */
  #untail: (() => void) | null = null;
  /** All who are served, the backlog included, and what they were told last of the log's trouble. */
  readonly #served = new Set<Reader>();
  #trouble: string | null = null;
  /** Live, and told the summaries as they stand: these hear what changes. */
  readonly #begun = new Set<Reader>();

  constructor(log: EventLog, views: Views) {
    this.#log = log;
    this.#views = views;
    views.watch({
      changed: (changes) => this.#tell(changes),
      anew: () => {
        this.#begun.clear();
        for (const reader of this.#live) void this.#begin(reader);
      },
    });
  }

  /** Serves a reader from a place in the log on; resolves when it is live, or gone. [STR-2] */
  async join(reader: Reader, after: number): Promise<void> {
    const { sessionId, filter, entries: wantsEntries } = reader.interest;
    this.#served.add(reader);
    if (this.#trouble !== null) reader.send(encodeStorage(this.#trouble));
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
    this.#forget(reader);
  }

  /** To be called every second or so: a stalled reader sends no signal of its own, and neither does a log that cannot be written. */
  check(): void {
    this.#tellTrouble();
    for (const reader of this.#served) {
      reader.check();
      if (reader.isOver) this.#forget(reader);
    }
  }

  #tellTrouble(): void {
    const { trouble } = this.#log;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    for (const reader of this.#served) this.#send(reader, encodeStorage(trouble));
  }

  #goLive(reader: Reader, reached: number): void {
    this.#live.add(reader);
    this.#listen();
    reader.send(JSON.stringify({ type: "live", cursor: cursorAt(this.#log, reached) }));
    void this.#begin(reader);
  }

  /** Tells a reader the summaries as they stand. What changes is told upon that, so it hears nothing of it before. [STR-3] */
  async #begin(reader: Reader): Promise<void> {
    // Projections that are away tell when they are there again, and every reader begins anew.
    const start = await this.#views.start(reader.interest.sessionId).catch(() => undefined);
    if (start === undefined || !this.#live.has(reader)) return;
    if (start.sessions.length > 0) reader.send(encodeSessions(start.sessions));
    if (start.devices.length > 0) reader.send(encodeSummary([], start.devices, none, cursorAt(this.#log, start.at)));
    this.#begun.add(reader);
  }

  #publish(entries: readonly LogEntry[], landed?: Uint8Array): void {
    const cursor = cursorAt(this.#log, (entries.at(-1) as LogEntry).entry);
    const encoded = new Map<string, Uint8Array | null>();
    const encode = ({ sessionId, filter }: Interest): Uint8Array | null => {
      if (landed !== undefined && sessionId === undefined && filter === undefined) return landed;
      const wanted = entries.filter(
        (entry) =>
          (sessionId === undefined || entry.sessions.includes(sessionId)) &&
          (filter === undefined || filter.passes(entry)),
      );
      // Bytes, so that each of those who want the same is not sent a text that has to become bytes first.
      return wanted.length === 0 ? null : Buffer.from(encodeEntries(wanted, cursor));
    };
    for (const reader of this.#live) {
      const { interest } = reader;
      if (!interest.entries) continue;
      const key = `${interest.sessionId ?? ""} ${interest.filter?.text ?? ""}`;
      if (!encoded.has(key)) encoded.set(key, encode(interest));
      const bytes = encoded.get(key);
      if (bytes) this.#send(reader, bytes);
    }
  }

  #tell({ at, sessions, devices, gone, goneDevices }: Changes): void {
    const cursor = cursorAt(this.#log, at);
    const all = encodeSummary(
      sessions.map(([, json]) => json),
      devices,
      { sessions: gone, devices: goneDevices },
      cursor,
    );
    for (const reader of this.#begun) {
      const { sessionId } = reader.interest;
      if (sessionId === undefined) this.#send(reader, all);
      else {
        const own = sessions.filter(([id]) => id === sessionId).map(([, json]) => json);
        const ownGone = { sessions: gone.filter((id) => id === sessionId), devices: [] };
        if (own.length > 0 || ownGone.sessions.length > 0) this.#send(reader, encodeSummary(own, [], ownGone, cursor));
      }
    }
  }

  #send(reader: Reader, text: string | Uint8Array): void {
    reader.send(text);
    if (reader.isOver) this.#forget(reader);
  }

  #forget(reader: Reader): void {
    this.#served.delete(reader);
    this.#live.delete(reader);
    this.#begun.delete(reader);
    this.#listen();
  }

  #listen(): void {
    const isWanted = [...this.#live].some(({ interest }) => interest.entries);
    if (isWanted) this.#untail ??= this.#log.tail((entries, encoded) => this.#publish(entries, encoded));
    else {
      this.#untail?.();
      this.#untail = null;
    }
  }
}
