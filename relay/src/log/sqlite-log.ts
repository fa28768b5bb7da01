import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TraceAck } from "@lighty/protocol";
import Database from "better-sqlite3";
import { blockFrames, cutBlocks, leastBlockFrames, packBlock } from "./blocks.ts";
import type { Arrival, Batch, EventLog, Listener, LogEntry, Page, Quarantined, ReadOptions } from "./event-log.ts";
import { Held } from "./held.ts";
import { Listeners } from "./listeners.ts";
import { migrate } from "./migrations.ts";
import { NamedSessions } from "./named-sessions.ts";
import { Pages } from "./pages.ts";
import { pruneUpTo, type Retention, usedBytes, usualRetention } from "./retention.ts";
import { SessionNumbers } from "./session-numbers.ts";
import { type LogRow, prepare, prepareSessions } from "./statements.ts";

/** Of a quarantined frame, this much is kept, of the latest so many. */
const quarantineCharacters = 16_384;
const quarantineFrames = 10_000;

/** The latest entries stay as they are: they are read most, and their sessions may go on. */
const openEntries = 1_024;

/** Beyond this the writer itself brings the write-ahead log back into the file. */
const mostWalBytes = 64 * 1_048_576;

export interface SqliteLogOptions {
  /** A commit outlives the loss of power, not only of the process. */
  isDurable?: boolean;
  /** Someone else brings the write-ahead log back into the file, so that no commit waits for it. */
  hasKeeper?: boolean;
  retention?: Retention;
  /** The file grows no larger; beyond, a commit fails as on a full disk. */
  mostBytes?: number;
}

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
  readonly #retention: Retention;
  readonly #walFile: string;
  #head: number;
  #quarantined: number;
  #sealed: number;
  #trouble: string | null = null;

  /** Opens the log of a data folder, making both where they are missing. `newId` names a new log. */
  constructor(folder: string, newId: () => string, options: SqliteLogOptions = {}) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#lock = lock(join(folder, "relay.lock"));
    try {
      this.#db = open(join(folder, logFile), options);
      migrate(this.#db);
      limitSize(this.#db, options.mostBytes);
    } catch (error) {
      this.#lock.close();
      throw error;
    }
    this.#sql = prepare(this.#db);
    const { id, quarantined, pruned, sealed } = this.#sql.log.get() ?? this.#begin(newId());
    this.id = id;
    this.#quarantined = quarantined;
    this.#sealed = sealed;
    this.#head = Math.max(this.#sql.head.get()?.head ?? 0, pruned);
    this.#retention = options.retention ?? usualRetention;
    this.#walFile = join(folder, `${logFile}-wal`);
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

  get trouble(): string | null {
    return this.#trouble;
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
      this.#trouble = (error as Error).message;
      throw error;
    }
    this.#held.commit();
    this.#named.commit();
    this.#numbers.commit();
    this.#head += landed.length;
    this.#trouble = null;
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

  async purge(): Promise<void> {
    this.#db.transaction(() => {
      this.#db.exec(
        "DELETE FROM entry; DELETE FROM raw; DELETE FROM block; DELETE FROM mention; DELETE FROM session; DELETE FROM named_last; DELETE FROM quarantine",
      );
      this.#sql.prune.run(this.#head);
      this.#markSealed(this.#head);
    })();
    this.#numbers.clear();
    this.#named.clear();
    this.#db.exec("VACUUM");
    this.#db.pragma("wal_checkpoint(TRUNCATE)");
  }

  get usedBytes(): number {
    return usedBytes(this.#db);
  }

  /** "ok", or what SQLite found wrong with the file. */
  check(): string {
    return this.#db.pragma("quick_check(1)", { simple: true }) as string;
  }

  /**
   * One step of what can wait: prunes what is too old or too much, or compresses a block of entries. False when nothing is left to do.
   * Throws when the log cannot be written; nothing has changed then.
   */
  tidy(now: number): boolean {
    if (this.#db.inTransaction) return false;
    return this.#prune(now) || this.#seal();
  }

  /** Keeps the write-ahead log bounded when nobody else comes to it. To be called now and then. */
  boundWal(): void {
    const wal = statSync(this.#walFile, { throwIfNoEntry: false });
    if (wal !== undefined && wal.size > mostWalBytes) this.#db.pragma("wal_checkpoint(PASSIVE)");
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#db.close();
    this.#lock.close();
  }

  #prune(now: number): boolean {
    const upTo = pruneUpTo(this.#db, this.#sql, this.#retention, now);
    if (upTo === null) return false;
    this.#db.transaction(() => {
      for (const session of this.#sql.sessionsUpTo.all(upTo)) this.#sql.pruneMentions.run(session, upTo);
      this.#sql.pruneEntries.run(upTo);
      this.#sql.pruneRaw.run(upTo);
      this.#sql.pruneBlocks.run(upTo);
      this.#sql.prune.run(Math.min(upTo, this.#head));
      if (upTo > this.#sealed) this.#markSealed(Math.min(upTo, this.#head));
    })();
    return true;
  }

  /** Lays the oldest entries that are not in a block into one, once there are enough. */
  #seal(): boolean {
    const first = this.#sealed + 1;
    const block = this.#sql.blockAfter.get(first);
    if (block?.first === first) {
      this.#markSealed(block.last);
      return true;
    }
    const last = Math.min(first + blockFrames - 1, (block?.first ?? Number.POSITIVE_INFINITY) - 1);
    if (last > this.#head - openEntries) return false;
    this.#db.transaction(() => {
      if (last - first + 1 >= leastBlockFrames) {
        this.#sql.addBlock.run(first, last, packBlock(this.#sql.texts.all(first, last)));
        this.#sql.dropRaw.run(first, last);
      }
      this.#markSealed(last);
    })();
    return true;
  }

  #markSealed(entry: number): void {
    this.#sql.seal.run(entry);
    this.#sealed = entry;
  }

  #begin(id: string): LogRow {
    this.#sql.begin.run(id);
    return { id, quarantined: 0, pruned: 0, sealed: 0 };
  }

  #write({ receivedAt, arrivals, quarantined }: Batch): LogEntry[] {
    const isNew = ({ frame: { observer, bootId, traceSeq } }: Arrival) =>
      this.#held.claim(observer.deviceId, bootId, traceSeq);
    const fresh = arrivals.filter(isNew);
    // Many at once are compressed at once: less to write, and nothing to do again later. Few are quicker as they are.
    const isBlock = fresh.length >= leastBlockFrames;
    const landed = fresh.map((arrival, i) => this.#writeEntry(this.#head + i + 1, receivedAt, arrival, isBlock));
    if (isBlock) {
      for (const [from, to] of cutBlocks(fresh.length)) {
        const texts = fresh.slice(from, to).map(({ text }) => text);
        this.#sql.addBlock.run(this.#head + from + 1, this.#head + to, packBlock(texts));
      }
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

  #writeEntry(entry: number, receivedAt: number, { frame, text, facts }: Arrival, isInBlock: boolean): LogEntry {
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
      `[${numbers.join(",")}]`,
    );
    if (!isInBlock) this.#sql.addRaw.run(entry, text);
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

function open(file: string, { isDurable = false, hasKeeper = false }: SqliteLogOptions): Database.Database {
  // Made before SQLite does, so that it and what lies beside it are the owner's alone.
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
  const db = new Database(file);
  db.pragma("page_size = 16384");
  db.pragma("journal_mode = WAL");
  db.pragma(`synchronous = ${isDurable ? "FULL" : "NORMAL"}`);
  db.pragma("busy_timeout = 5000");
  db.pragma("secure_delete = ON");
  if (hasKeeper) db.pragma("wal_autocheckpoint = 0");
  return db;
}

function limitSize(db: Database.Database, mostBytes: number | undefined): void {
  if (mostBytes === undefined) return;
  db.pragma(`max_page_count = ${Math.ceil(mostBytes / (db.pragma("page_size", { simple: true }) as number))}`);
}
