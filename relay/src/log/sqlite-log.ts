import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { TraceAck } from "@lighty/protocol";
import Database from "better-sqlite3";
import type { Arrival, Batch, EventLog, Listener, LogEntry, Page, Quarantined, ReadOptions } from "./event-log.ts";
import { Held } from "./held.ts";
import { Listeners } from "./listeners.ts";
import { migrate } from "./migrations.ts";
import { NamedSessions } from "./named-sessions.ts";
import { Pages } from "./pages.ts";
import { SessionNumbers } from "./session-numbers.ts";
import { prepare, prepareSessions } from "./statements.ts";

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
  readonly #pages: Pages;
  readonly #listeners = new Listeners();
  readonly #insert: (batch: Batch) => LogEntry[];
  #head: number;
  #quarantined: number;

  /** Opens the log of a data folder, making both where they are missing. `newId` names a new log. */
  constructor(folder: string, newId: () => string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#lock = lock(join(folder, "relay.lock"));
    try {
      this.#db = open(join(folder, logFile));
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
    this.#numbers = sessionNumbers(this.#db);
    this.#pages = new Pages(this.#db, this.#numbers);
    this.#insert = this.#db.transaction((batch: Batch) => this.#write(batch));
  }

  get head(): number {
    return this.#head;
  }

  get quarantined(): number {
    return this.#quarantined;
  }

  async append(batch: Batch): Promise<void> {
    this.#listeners.tell(this.write(batch));
  }

  /** Makes a batch durable before it returns; the entries it has become are yet to be told. Throws when nothing of it was kept. */
  write(batch: Batch): LogEntry[] {
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
    return landed;
  }

  async acked(deviceId: string, bootIds: readonly string[]): Promise<TraceAck[]> {
    return this.held(deviceId, bootIds);
  }

  held(deviceId: string, bootIds: readonly string[]): TraceAck[] {
    return bootIds.map((bootId) => ({ deviceId, bootId, traceSeq: this.#held.highest(deviceId, bootId) }));
  }

  async read(options: ReadOptions): Promise<Page> {
    return this.#pages.read(options, this.#head);
  }

  tail(listener: Listener): () => void {
    return this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#db.close();
    this.#lock.close();
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

export const logFile = "log.sqlite";

export function sessionNumbers(db: Database.Database): SessionNumbers {
  const after = prepareSessions(db);
  return new SessionNumbers((number) => after.all(number));
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
