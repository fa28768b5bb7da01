import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TraceAck } from "@lighty/protocol";
import type Database from "better-sqlite3";
import type { Batch, EventLog, Listener, Page, ReadOptions, Removal } from "./event-log.ts";
import { headOf } from "./event-log.ts";
import { Facets } from "./facets.ts";
import { type FileOptions, isDiskFull, limitSize, lockFile, logFile, openFile } from "./file.ts";
import { Held } from "./held.ts";
import { Listeners } from "./listeners.ts";
import { migrate } from "./migrations.ts";
import { NamedSessions } from "./named-sessions.ts";
import { Pages } from "./pages.ts";
import { Pruned } from "./pruned.ts";
import { Quarantine } from "./quarantine.ts";
import { SessionRemoval } from "./removal.ts";
import { Removed } from "./removed.ts";
import { Reserve } from "./reserve.ts";
import { pruneEntries, pruneUpTo, type Retention, usedBytes, usualRetention } from "./retention.ts";
import { SessionNumbers } from "./session-numbers.ts";
import { type Shelved, Shelves } from "./shelves.ts";
import { type LogRow, prepare } from "./statements.ts";
import { TextIndex } from "./text-index.ts";
import { WrittenEntry } from "./written-entry.ts";

/** Entries that may wait to be compressed until there is time. */
const mostOpen = 8_192;

/** Beyond this the writer itself brings the write-ahead log back into the file. */
const mostWalBytes = 64 * 1_048_576;

export interface SqliteLogOptions extends FileOptions {
  retention?: Retention;
}

/** The log in one SQLite file. Everything it knows beside the file is rebuilt from it at open. */
export class SqliteLog implements EventLog {
  readonly id: string;
  readonly #db: Database.Database;
  readonly #lock: Database.Database;
  readonly #sql: ReturnType<typeof prepare>;
  readonly #held: Held;
  readonly #quarantine: Quarantine;
  readonly #named: NamedSessions;
  readonly #sessions: SessionNumbers;
  readonly #facets: Facets;
  readonly #shelves: Shelves;
  readonly #text: TextIndex;
  readonly #pages: Pages;
  readonly #listeners = new Listeners();
  readonly #insert: (batch: Batch) => WrittenEntry[];
  readonly #retention: Retention;
  readonly #walFile: string;
  readonly #pruned: Pruned;
  readonly #removal: SessionRemoval;
  readonly #removed: Removed;
  readonly #reserve: Reserve;
  #head: number;
  #trouble: string | null = null;

  /** Opens the log of a data folder, making both where they are missing. `newId` names a new log. */
  constructor(folder: string, newId: () => string, options: SqliteLogOptions = {}) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#lock = lockFile(join(folder, "relay.lock"));
    try {
      this.#db = openFile(join(folder, logFile), options);
      migrate(this.#db);
      limitSize(this.#db, options.mostBytes);
    } catch (error) {
      this.#lock.close();
      throw error;
    }
    this.#sql = prepare(this.#db);
    const { id, quarantined, pruned, sealed, indexed, removals } = this.#sql.log.get() ?? this.#begin(newId());
    if (typeof id !== "string") throw new Error("the file is damaged: the log in it has no name");
    this.id = id;
    this.#quarantine = new Quarantine(this.#sql, quarantined);
    this.#head = Math.max(this.#sql.head.get() ?? 0, pruned);
    this.#pruned = new Pruned(pruned);
    this.#removed = new Removed(removals);
    this.#retention = options.retention ?? usualRetention;
    this.#reserve = new Reserve(folder);
    this.#walFile = join(folder, `${logFile}-wal`);
    this.#held = new Held((deviceId, bootId) => this.#sql.held.all(deviceId, bootId));
    this.#named = new NamedSessions((deviceId) => {
      const sessions = this.#sql.namedLast.get(deviceId);
      return sessions === undefined ? undefined : JSON.parse(sessions);
    });
    this.#sessions = new SessionNumbers(this.#db);
    this.#facets = new Facets(this.#db);
    this.#text = new TextIndex(this.#db, indexed, pruned > 0 || removals > 0);
    this.#removal = new SessionRemoval(this.#db, this.#text);
    this.#shelves = new Shelves(this.#sql, this.#facets, this.#text, sealed);
    this.#pages = new Pages(this.#db, this.#sessions, this.#facets);
    this.#insert = this.#db.transaction((batch: Batch) => this.#write(batch));
  }

  get head(): number {
    return this.#head;
  }

  get quarantined(): number {
    return this.#quarantine.count;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  async append(batch: Batch): Promise<void> {
    this.#listeners.tell(this.write(batch));
  }

  /** Makes a batch durable before it returns; the entries it has become are yet to be told. Throws when nothing of it was kept. */
  write(batch: Batch): WrittenEntry[] {
    let landed: WrittenEntry[];
    try {
      landed = this.#insert(batch);
    } catch (error) {
      this.#held.rollback();
      this.#named.rollback();
      this.#sessions.rollback();
      this.#facets.numbers.rollback();
      this.#quarantine.rollback();
      this.#trouble = (error as Error).message;
      throw error;
    }
    this.#held.commit();
    this.#named.commit();
    this.#sessions.commit();
    this.#facets.numbers.commit();
    this.#quarantine.commit();
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
    try {
      this.#empty();
    } catch (error) {
      this.#shelves.rollback();
      if (!isDiskFull(error)) throw error;
      this.#reserve.giveUp();
      // To wipe each page would take as much room as the log does; the file that is written anew holds none of them.
      this.#db.pragma("secure_delete = OFF");
      try {
        this.#empty();
      } finally {
        this.#shelves.rollback();
        this.#db.pragma("secure_delete = ON");
      }
    }
  }

  async remove(sessionId: string): Promise<Removal | null> {
    const number = this.#sessions.find(sessionId);
    if (number === undefined) return null;
    let removal: Removal;
    try {
      removal = this.#inReserve(() => this.#takeOut(sessionId, number));
    } catch (error) {
      throw isDiskFull(error) ? tooFullToRemove(error) : error;
    }
    this.#named.commit();
    this.#sessions.forget(sessionId);
    try {
      // Its words are in the index, and what was overwritten in the write-ahead log, until these are gone as well.
      while (this.#text.clean());
      this.#db.pragma("wal_checkpoint(TRUNCATE)");
    } catch (error) {
      // They go as soon as there is room.
      if (!isDiskFull(error)) throw error;
    } finally {
      this.#removed.tell(sessionId);
    }
    return removal;
  }

  get removals(): number {
    return this.#removed.times;
  }

  whenRemoved(listener: (sessionId: string) => void): () => void {
    return this.#removed.whenRemoved(listener);
  }

  get usedBytes(): number {
    return usedBytes(this.#db);
  }

  /** "ok", or what SQLite found wrong with the file. */
  check(): string {
    return this.#db.pragma("quick_check(1)", { simple: true }) as string;
  }

  /**
   * One step of what can wait: prunes what is too old or too much, compresses a block of entries, takes one into the index of words, or merges
   * parts of that. False when nothing is left to do.
   * Throws when the log cannot be written; nothing has changed then.
   */
  tidy(now: number): boolean {
    if (this.#db.inTransaction) return false;
    const seal = this.#db.transaction(() => this.#shelves.seal(this.#head));
    const { sealed } = this.#shelves;
    try {
      if (
        this.#inReserve((isTight) => this.#prune(now, isTight)) ||
        seal() ||
        this.#text.add(sealed) ||
        this.#text.clean() ||
        this.#text.gather()
      )
        return true;
    } catch (error) {
      this.#shelves.rollback();
      throw error;
    }
    this.#reserve.take();
    return false;
  }

  /** More lies as it came than should, or so many times more: a step is due though nobody is idle. */
  isBehind(times = 1): boolean {
    return this.#head - this.#shelves.sealed > times * mostOpen;
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

  /** Does what lets go of entries; where the disk is full, in the room that is kept back for it. Throws when that is too little, and nothing has changed then. */
  #inReserve<T>(run: (isTight: boolean) => T): T {
    try {
      return run(false);
    } catch (error) {
      this.#letGo();
      if (!isDiskFull(error)) throw error;
    }
    this.#reserve.giveUp();
    try {
      return run(true);
    } catch (error) {
      this.#letGo();
      throw error;
    }
  }

  #letGo(): void {
    this.#named.rollback();
    this.#shelves.rollback();
  }

  #takeOut(sessionId: string, number: number): Removal {
    const holding = this.#sql.namedLastHolding.all(JSON.stringify(sessionId));
    this.#named.forget(
      sessionId,
      holding.map(({ observer, sessions }) => [observer, JSON.parse(sessions)]),
    );
    return this.#db.transaction(() => {
      for (const [deviceId, sessions] of this.#named.changes())
        this.#sql.nameLast.run(deviceId, JSON.stringify(sessions));
      this.#sql.countRemovals.run(this.removals + 1);
      return this.#removal.run(sessionId, number, this.#sessions.highest);
    })();
  }

  #empty(): void {
    this.#db.transaction(() => {
      this.#db.exec(
        `DELETE FROM session_block; DELETE FROM facet_block; DELETE FROM session; DELETE FROM facet; DELETE FROM named_last;
        DELETE FROM quarantine`,
      );
      this.#shelves.dropAll(this.#head);
      this.#text.dropAll();
      this.#sql.prune.run(this.#head);
      this.#sessions.reserve();
      this.#facets.reserve();
    })();
    this.#sessions.clear();
    this.#facets.numbers.clear();
    this.#named.clear();
    try {
      this.#db.exec("VACUUM");
      this.#db.pragma("wal_checkpoint(TRUNCATE)");
    } finally {
      // Not before: who hears of it writes as well, and there may be little room.
      this.#pruned.move(this.#head);
    }
  }

  #prune(now: number, isTight: boolean): boolean {
    const upTo = pruneUpTo(this.#db, this.#sql, this.#retention, now, isTight ? 1 : pruneEntries);
    if (upTo === null) return false;
    this.#db.transaction(() => {
      this.#shelves.drop(upTo);
      this.#sql.prune.run(Math.min(upTo, this.#head));
    })();
    this.#pruned.move(Math.min(upTo, this.#head));
    return true;
  }

  #begin(id: string): LogRow {
    this.#sql.begin.run(id);
    return { id, quarantined: 0, pruned: 0, sealed: 0, indexed: 0, removals: 0 };
  }

  #write({ receivedAt, arrivals, quarantined }: Batch): WrittenEntry[] {
    const fresh = arrivals.filter((arrival) => {
      const { observer, bootId, traceSeq } = headOf(arrival);
      return this.#held.claim(observer.deviceId, bootId, traceSeq);
    });
    const shelved: Shelved[] = [];
    let [named, numbers]: [readonly string[], number[]] = [[], []];
    const landed = fresh.map((arrival, i) => {
      const sessions = this.#named.resolve(headOf(arrival).observer.deviceId, arrival.facts.sessions);
      if (sessions !== named) {
        named = sessions;
        numbers = sessions.map((each) => this.#sessions.number(each));
      }
      shelved.push({ arrival, sessions: numbers });
      return new WrittenEntry(this.#head + i + 1, arrival.receivedAt ?? receivedAt, arrival, sessions);
    });
    this.#shelves.add(this.#head + 1, receivedAt, shelved);
    for (const each of quarantined) {
      const { key } = each;
      if (key === null || this.#held.claim(key.deviceId, key.bootId, key.traceSeq))
        this.#quarantine.add(receivedAt, each);
    }
    for (const { deviceId, bootId, removed, written } of this.#held.changes()) {
      for (const first of removed) this.#sql.unhold.run(deviceId, bootId, first);
      for (const { first, last } of written) this.#sql.hold.run(deviceId, bootId, first, last);
    }
    for (const [deviceId, sessions] of this.#named.changes())
      this.#sql.nameLast.run(deviceId, JSON.stringify(sessions));
    return landed;
  }
}

function tooFullToRemove(cause: unknown): Error {
  const sentence =
    "the disk is full, and to delete one session takes more room than is kept back for it; to empty the whole log takes less, or make room on the disk";
  return new Error(sentence, { cause });
}
