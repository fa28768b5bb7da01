import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Frame, TraceAck } from "@lighty/protocol";
import Database from "better-sqlite3";
import type { Arrival, Batch, EventLog, Listener, LogEntry, Page, Quarantined, ReadOptions } from "./event-log.ts";
import { Held } from "./held.ts";
import { Listeners } from "./listeners.ts";
import { migrate } from "./migrations.ts";
import { NamedSessions } from "./named-sessions.ts";
import { SessionNumbers } from "./session-numbers.ts";
import { type EntryRow, prepare } from "./statements.ts";

/** Of a quarantined frame, this much is kept, of the latest so many. */
const quarantineCharacters = 16_384;
const quarantineFrames = 10_000;

/** The log in one SQLite file. Everything it knows beside the file is rebuilt from it at open. */
export class SqliteLog implements EventLog {
  readonly id: string;
  readonly #db: Database.Database;
  readonly #lock: Database.Database;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #held = new Held();
  readonly #named = new NamedSessions();
  readonly #numbers: SessionNumbers;
  readonly #listeners = new Listeners();
  readonly #insert: (batch: Batch) => LogEntry[];
  #head: number;
  #quarantined: number;

  /** Opens the log of a data folder, making both where they are missing. `newId` names a new log. */
  constructor(folder: string, newId: () => string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#lock = lock(join(folder, "relay.lock"));
    try {
      this.#db = open(join(folder, "log.sqlite"));
      migrate(this.#db);
    } catch (error) {
      this.#lock.close();
      throw error;
    }
    this.#sql = prepare(this.#db);
    const { id, quarantined } = this.#sql.log.get() ?? this.#begin(newId());
    this.id = id;
    this.#quarantined = quarantined;
    this.#head = this.#sql.head.get()?.head ?? 0;
    for (const { observer, boot, first, last } of this.#sql.held.iterate())
      this.#held.restore(observer, boot, { first, last });
    for (const { observer, sessions } of this.#sql.namedLast.iterate())
      this.#named.restore(observer, JSON.parse(sessions));
    this.#numbers = new SessionNumbers(this.#sql.sessions.all());
    this.#insert = this.#db.transaction((batch: Batch) => this.#write(batch));
  }

  get head(): number {
    return this.#head;
  }

  get quarantined(): number {
    return this.#quarantined;
  }

  async append(batch: Batch): Promise<void> {
    const quarantinedBefore = this.#quarantined;
    let landed: LogEntry[];
    try {
      landed = this.#insert(batch);
    } catch (error) {
      this.#held.rollback();
      this.#named.rollback();
      this.#numbers.rollback();
      this.#quarantined = quarantinedBefore;
      throw error;
    }
    this.#held.commit();
    this.#named.commit();
    this.#numbers.commit();
    this.#head += landed.length;
    this.#listeners.tell(landed);
  }

  async acked(deviceId: string, bootIds: readonly string[]): Promise<TraceAck[]> {
    return bootIds.map((bootId) => ({ deviceId, bootId, traceSeq: this.#held.highest(deviceId, bootId) }));
  }

  async read({ after = 0, before, limit, sessionId }: ReadOptions): Promise<Page> {
    const backward = before !== undefined;
    const from = backward ? before : after;
    const upTo = this.#head;
    const end = backward ? 0 : upTo;
    const rows = this.#rows(backward, from, limit + 1, sessionId);
    const entries = rows.slice(0, limit).map((row) => new StoredEntry(row, this.#numbers));
    const hasMore = rows.length > limit;
    return { entries, hasMore, reached: hasMore ? (entries.at(-1) as LogEntry).entry : end };
  }

  tail(listener: Listener): () => void {
    return this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#db.close();
    this.#lock.close();
  }

  #rows(backward: boolean, from: number, limit: number, sessionId: string | undefined): EntryRow[] {
    if (sessionId === undefined) return (backward ? this.#sql.pageBefore : this.#sql.pageAfter).all(from, limit);
    const number = this.#numbers.find(sessionId);
    if (number === undefined) return [];
    return (backward ? this.#sql.sessionBefore : this.#sql.sessionAfter).all(number, from, limit);
  }

  #begin(id: string): { id: string; quarantined: number } {
    this.#sql.begin.run(id);
    return { id, quarantined: 0 };
  }

  #write({ receivedAt, arrivals, quarantined }: Batch): LogEntry[] {
    const landed: LogEntry[] = [];
    for (const arrival of arrivals) {
      const { observer, bootId, traceSeq } = arrival.frame;
      if (!this.#held.claim(observer.deviceId, bootId, traceSeq)) continue;
      landed.push(this.#writeEntry(this.#head + landed.length + 1, receivedAt, arrival));
    }
    for (const each of quarantined) this.#writeQuarantined(receivedAt, each);
    for (const { deviceId, bootId, removed, written } of this.#held.changes()) {
      for (const first of removed) this.#sql.unhold.run(deviceId, bootId, first);
      for (const { first, last } of written) this.#sql.hold.run(deviceId, bootId, first, last);
    }
    for (const [deviceId, sessions] of this.#named.changes())
      this.#sql.nameLast.run(deviceId, JSON.stringify(sessions));
    return landed;
  }

  #writeEntry(entry: number, receivedAt: number, { frame, text, facts }: Arrival): LogEntry {
    const { observer, bootId, traceSeq, observedAt, direction, transport = null, verdict = null } = frame;
    const { kind, name = null, revision = null, seq = null } = facts;
    const sessions = this.#named.resolve(observer.deviceId, facts.sessions);
    const numbers = sessions.map((sessionId) => this.#numbers.number(sessionId, this.#sql.addSession));
    this.#sql.addEntry.run(
      entry,
      receivedAt,
      observedAt,
      observer.deviceId,
      bootId,
      traceSeq,
      direction,
      transport,
      verdict,
      kind,
      name,
      revision,
      seq,
      JSON.stringify(numbers),
      text,
    );
    for (const number of numbers) this.#sql.mention.run(number, entry);
    return { entry, receivedAt, frame, text, sessions };
  }

  #writeQuarantined(receivedAt: number, { sender, text, rejection, key }: Quarantined): void {
    if (key !== null && !this.#held.claim(key.deviceId, key.bootId, key.traceSeq)) return;
    this.#quarantined += 1;
    const kept = text.slice(0, quarantineCharacters);
    this.#sql.quarantine.run(receivedAt, sender, rejection.code, rejection.sentence, text.length, kept);
    this.#sql.countQuarantined.run(this.#quarantined);
    this.#sql.forgetQuarantined.run(quarantineFrames);
  }
}

/** A row that is parsed only when someone looks inside: pages go out as the text they are. */
class StoredEntry implements LogEntry {
  readonly entry: number;
  readonly receivedAt: number;
  readonly text: string;
  readonly #sessions: string;
  readonly #numbers: SessionNumbers;
  #frame: Frame | undefined;

  constructor(row: EntryRow, numbers: SessionNumbers) {
    this.entry = row.entry;
    this.receivedAt = row.received_at;
    this.text = row.frame;
    this.#sessions = row.sessions;
    this.#numbers = numbers;
  }

  get frame(): Frame {
    this.#frame ??= JSON.parse(this.text) as Frame;
    return this.#frame;
  }

  get sessions(): readonly string[] {
    return (JSON.parse(this.#sessions) as number[]).map((number) => this.#numbers.name(number));
  }
}

/** One relay a folder: held for as long as the process lives, let go by the system however it dies. */
function lock(file: string): Database.Database {
  closeSync(openSync(file, "a", 0o600));
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db.close();
    throw new FolderInUseError(file, error);
  }
}

export class FolderInUseError extends Error {
  constructor(file: string, cause: unknown) {
    super(`another relay holds ${file}`, { cause });
    this.name = "FolderInUseError";
  }
}

function open(file: string): Database.Database {
  // Made before SQLite does, so that it and what lies beside it are the owner's alone.
  closeSync(openSync(file, "a", 0o600));
  const db = new Database(file);
  db.pragma("page_size = 16384");
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.pragma("busy_timeout = 5000");
  db.pragma("secure_delete = ON");
  return db;
}
