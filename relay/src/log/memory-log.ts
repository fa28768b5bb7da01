import type { TraceAck } from "@lighty/protocol";
import { matcherOf } from "@lighty/protocol/filter";
import type { Batch, EventLog, Listener, LogEntry, Page, ReadOptions, Removal } from "./event-log.ts";
import { Held } from "./held.ts";
import { Listeners } from "./listeners.ts";
import { NamedSessions } from "./named-sessions.ts";
import { Pruned } from "./pruned.ts";
import { Removed } from "./removed.ts";

/** A log that lives as long as its process: for tests, and to keep the port honest. */
export class MemoryLog implements EventLog {
  readonly id: string;
  readonly #entries: LogEntry[] = [];
  readonly #held = new Held();
  readonly #sessions = new NamedSessions();
  readonly #listeners = new Listeners();
  readonly #pruned = new Pruned();
  readonly #removed = new Removed();
  #head = 0;
  #quarantined = 0;

  constructor(id: string) {
    this.id = id;
  }

  get head(): number {
    return this.#head;
  }

  get trouble(): string | null {
    return null;
  }

  get quarantined(): number {
    return this.#quarantined;
  }

  async append({ receivedAt, arrivals, quarantined }: Batch): Promise<void> {
    const landed: LogEntry[] = [];
    for (const { frame, text, facts, receivedAt: own = receivedAt } of arrivals) {
      const { observer, bootId, traceSeq } = frame;
      if (!this.#held.claim(observer.deviceId, bootId, traceSeq)) continue;
      const sessions = this.#sessions.resolve(observer.deviceId, facts.sessions);
      const entry = { entry: this.#head + 1, receivedAt: own, frame, text, sessions };
      this.#entries.push(entry);
      this.#head += 1;
      landed.push(entry);
    }
    for (const { key } of quarantined) {
      if (key === null || this.#held.claim(key.deviceId, key.bootId, key.traceSeq)) this.#quarantined += 1;
    }
    this.#held.commit();
    this.#sessions.commit();
    this.#listeners.tell(landed);
  }

  async acked(deviceId: string, bootIds: readonly string[]): Promise<TraceAck[]> {
    return bootIds.map((bootId) => ({ deviceId, bootId, traceSeq: this.#held.highest(deviceId, bootId) }));
  }

  async read(options: ReadOptions): Promise<Page> {
    const { after, before, limit, mostLetters = Number.POSITIVE_INFINITY, sessionId, filter, withRemoved } = options;
    const passes = filter === undefined ? () => true : matcherOf(filter);
    const matches = (entry: LogEntry) =>
      (withRemoved === true || !entry.isRemoved) &&
      (sessionId === undefined || entry.sessions.includes(sessionId)) &&
      passes(entry);
    const backward = before !== undefined;
    const candidates = backward
      ? this.#entries.filter(({ entry }) => entry < before).reverse()
      : this.#entries.filter(({ entry }) => entry > (after ?? 0));
    const found = candidates.filter(matches);
    const entries: LogEntry[] = [];
    for (let letters = 0; entries.length < Math.min(limit, found.length) && letters < mostLetters; ) {
      const entry = found[entries.length] as LogEntry;
      entries.push(entry);
      letters += entry.text.length;
    }
    const hasMore = found.length > entries.length;
    return { entries, hasMore, reached: hasMore ? (entries.at(-1) as LogEntry).entry : backward ? 0 : this.head };
  }

  tail(listener: Listener): () => void {
    return this.#listeners.add(listener);
  }

  whenGrown(listener: () => void): () => void {
    return this.#listeners.addOfGrowth(listener);
  }

  get pruned(): number {
    return this.#pruned.upTo;
  }

  whenPruned(listener: (upTo: number) => void): () => void {
    return this.#pruned.whenMoved(listener);
  }

  async purge(): Promise<void> {
    this.#entries.length = 0;
    this.#pruned.move(this.#head);
  }

  async remove(sessionId: string): Promise<Removal | null> {
    const removal: Removal = { entries: 0, shared: 0 };
    for (const [i, entry] of this.#entries.entries()) {
      const sessions = entry.sessions.filter((each) => each !== sessionId);
      if (sessions.length === entry.sessions.length) continue;
      const isNamed = sessions.length === 0 || entry.text.includes(sessionId);
      this.#entries[i] = isNamed ? { ...entry, sessions: [], isRemoved: true } : { ...entry, sessions };
      if (!isNamed) continue;
      removal.entries += 1;
      if (sessions.length > 0) removal.shared += 1;
    }
    if (removal.entries === 0) return null;
    this.#sessions.forget(sessionId);
    this.#sessions.commit();
    this.#removed.tell(sessionId);
    return removal;
  }

  get removals(): number {
    return this.#removed.times;
  }

  whenRemoved(listener: (sessionId: string) => void): () => void {
    return this.#removed.whenRemoved(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
