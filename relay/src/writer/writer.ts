import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import type { TraceAck } from "@lighty/protocol";
import type { Intake, Source, Taken } from "../ingest/intake.ts";
import type { Batch, EventLog, Listener, Page, ReadOptions, Removal } from "../log/event-log.ts";
import { LogReader } from "../log/log-reader.ts";
import { Pruned } from "../log/pruned.ts";
import { Removed } from "../log/removed.ts";
import type { SqliteLogOptions } from "../log/sqlite-log.ts";
import { KeeperThread } from "./keeper-thread.ts";
import { Telling } from "./telling.ts";
import { type Answer, Tickets } from "./tickets.ts";
import { type Down, type Packed, pack, type Up } from "./wire.ts";
import { beginWriter } from "./writer-thread.ts";

/** A thread that dies again and again is begun again less and less often. */
const firstPauseMs = 50;
const longestPauseMs = 10_000;

const landed: Taken = { taken: true, acked: [], quarantined: [] };

/**
 * The log of a folder and its intake, written by a thread of its own. This thread never looks into a frame: it gathers what its sockets
 * brought in one turn of the loop and hands it over as one buffer; what comes back is told as it came.
 *
 * When the thread dies, all that waits for it fails, so its devices come back and send again what was not acknowledged; another thread opens
 * the log meanwhile.
 */
export class Writer implements EventLog, Intake {
  readonly id: string;
  readonly folder: string;
  readonly #begin: () => Worker;
  readonly #reader: LogReader;
  readonly #keeper: KeeperThread;
  readonly #telling: Telling;
  readonly #tickets = new Tickets();
  readonly #senders = new Map<string, number>();
  #worker: Worker | null;
  #restart: NodeJS.Timeout | null = null;
  #pauseMs = firstPauseMs;
  #restarts = 0;
  #turn: Packed[] = [];
  readonly #pruned: Pruned;
  readonly #removed: Removed;
  /** Sessions whose removal was asked for and not answered, in the order it was. */
  #removing: string[] = [];
  #quarantined: number;
  #whenClosed: () => void = () => {};
  #isClosed = false;
  /** Why nothing can be taken in. */
  #away: Error | null = null;
  #failure: string | null = null;

  /** Opens the log of a folder, making both where they are missing. */
  static async open(folder: string, options: SqliteLogOptions = {}, compileCache?: string): Promise<Writer> {
    const begin = () => beginWriter(folder, options, compileCache);
    const worker = begin();
    const [up] = (await once(worker, "message")) as [Up];
    if (up.type === "open") return new Writer(begin, worker, folder, up);
    await worker.terminate();
    throw up.type === "unopened" ? up.error : new Error(`the writer began with ${up.type}`);
  }

  private constructor(
    begin: () => Worker,
    worker: Worker,
    folder: string,
    { id, head, quarantined, pruned, removals }: Extract<Up, { type: "open" }>,
  ) {
    this.id = id;
    this.folder = folder;
    this.#begin = begin;
    this.#worker = worker;
    this.#reader = new LogReader(folder);
    this.#telling = new Telling(this.#reader, head, () => this.#sayWhetherListened());
    this.#quarantined = quarantined;
    this.#pruned = new Pruned(pruned);
    this.#removed = new Removed(removals);
    this.#keeper = new KeeperThread(folder);
    this.#attend(worker);
  }

  get head(): number {
    return this.#telling.head;
  }

  get quarantined(): number {
    return this.#quarantined;
  }

  get restarts(): number {
    return this.#restarts;
  }

  get trouble(): string | null {
    return this.#away?.message ?? this.#keeper.damage ?? this.#failure;
  }

  get backlogBytes(): number {
    return this.#tickets.bytes;
  }

  takeMessage(bytes: Uint8Array, { deviceId, line }: Source): Promise<Taken> {
    return this.#wait(bytes.byteLength, (ticket) => {
      this.#turn.push({ ticket, sender: this.#sender(deviceId), line, bytes });
      if (this.#turn.length === 1) setImmediate(() => this.#handOver());
    });
  }

  take(texts: readonly string[], sender: string): Promise<Taken> {
    const bytes = texts.reduce((sum, { length }) => sum + length, 0);
    return this.#wait(bytes, (ticket) => this.#say({ type: "take", ticket, sender, texts }));
  }

  async settled(): Promise<void> {
    // The writer answers in order; one that has died has failed everything already.
    if (this.#tickets.size > 0) await this.acked("", []).catch(() => {});
  }

  async append(batch: Batch): Promise<void> {
    await this.#wait(0, (ticket) => this.#say({ type: "append", ticket, batch }));
  }

  async acked(deviceId: string, bootIds: readonly string[]): Promise<TraceAck[]> {
    const ask = (ticket: number) => this.#say({ type: "held", ticket, deviceId, bootIds });
    return [...(await this.#wait<readonly TraceAck[]>(0, ask))];
  }

  async read(options: ReadOptions): Promise<Page> {
    return this.#reader.read(options, this.head);
  }

  tail(listener: Listener): () => void {
    return this.#telling.listeners.add(listener);
  }

  whenGrown(listener: () => void): () => void {
    return this.#telling.listeners.addOfGrowth(listener);
  }

  get pruned(): number {
    return this.#pruned.upTo;
  }

  whenPruned(listener: (upTo: number) => void): () => void {
    return this.#pruned.whenMoved(listener);
  }

  async purge(): Promise<void> {
    await this.#alone(() => this.#wait(0, (ticket) => this.#say({ type: "purge", ticket })));
  }

  async remove(sessionId: string): Promise<Removal | null> {
    this.#removing.push(sessionId);
    try {
      return await this.#alone(() =>
        this.#wait<Removal | null>(0, (ticket) => this.#say({ type: "remove", ticket, sessionId })),
      );
    } finally {
      // One that died before it said so may have done it: how often something was removed, the next one tells.
      if (this.#away === null) this.#removing.shift();
    }
  }

  get removals(): number {
    return this.#removed.times;
  }

  whenRemoved(listener: (sessionId: string) => void): () => void {
    return this.#removed.whenRemoved(listener);
  }

  async close(): Promise<void> {
    if (this.#restart !== null) clearTimeout(this.#restart);
    await this.#keeper.close();
    // Who writes leaves last: only so does SQLite bring all of the write-ahead log back into the file and take it away.
    this.#reader.close();
    if (this.#worker !== null && !this.#isClosed) {
      const closed = new Promise<void>((resolve) => {
        this.#whenClosed = resolve;
      });
      this.#say({ type: "close" });
      this.#isClosed = true;
      await closed;
    }
    this.#isClosed = true;
    this.#away = new Error("the log is closed");
    this.#telling.now();
    this.#telling.listeners.clear();
  }

  /** Lets go of entries while nobody else is at the file: on a full disk the keeper would take for the file's end the little room that there is for it. */
  async #alone<T>(run: () => Promise<T>): Promise<T> {
    await this.#keeper.pause();
    try {
      const done = await run();
      // It wrote, and there is room again.
      this.#failure = null;
      return done;
    } finally {
      this.#keeper.goOn();
    }
  }

  #attend(worker: Worker): void {
    let reason = "it ended";
    worker.on("message", (up: Up) => this.#hear(up));
    worker.on("error", (error) => {
      reason = error.message;
    });
    worker.on("exit", () => this.#ended(reason));
  }

  #hear(up: Up): void {
    switch (up.type) {
      case "open":
        return this.#goOn(up);
      case "unopened":
        this.#away = up.error;
        return;
      case "committed": {
        const { head, entries, outcomes, quarantined } = up;
        this.#quarantined = quarantined;
        this.#failure = null;
        this.#telling.soon(head, entries);
        // Whoever appends finds that everyone has heard of it; a device need not wait for them.
        if (up.isAppended) this.#telling.now();
        const told = new Map(outcomes.told);
        for (const [place, ticket] of outcomes.tickets.entries()) {
          const outcome = told.get(place);
          if (outcome === undefined) this.#tickets.settle(ticket, landed);
          else if ("rejection" in outcome) this.#tickets.settle(ticket, { taken: false, rejection: outcome.rejection });
          else this.#tickets.settle(ticket, { taken: true, ...outcome });
        }
        return;
      }
      case "pruned":
        return this.#pruned.move(up.upTo);
      case "failed":
        this.#failure = up.error.message;
        return this.#tickets.fail(up.tickets, up.error);
      case "removed":
        if (up.removal !== null) this.#removed.tell(up.sessionId);
        return this.#tickets.settle(up.ticket, up.removal);
      case "held":
        return this.#tickets.settle(up.ticket, up.acked);
      case "closed":
        return this.#whenClosed();
    }
  }

  /** Another thread has the log open: what the one before made durable and did not tell is told now. */
  #goOn({ head, quarantined, pruned, removals }: Extract<Up, { type: "open" }>): void {
    this.#telling.now();
    this.#telling.upTo(head);
    this.#sayWhetherListened();
    this.#quarantined = quarantined;
    this.#pruned.move(pruned);
    this.#removed.catchUp(removals, this.#removing.splice(0));
    this.#pauseMs = firstPauseMs;
    this.#away = null;
  }

  /** Its thread lays entries out for this one only while somebody wants them. */
  #sayWhetherListened(): void {
    this.#say({ type: "listened", isListened: this.#telling.listeners.areThere });
  }

  #ended(reason: string): void {
    this.#worker = null;
    this.#turn = [];
    this.#senders.clear();
    this.#whenClosed();
    if (this.#isClosed) return this.#tickets.failAll(new Error("the log is closed"));
    const isFirst = this.#away === null;
    this.#away ??= new Error(`the writer's thread died (${reason})`);
    this.#tickets.failAll(this.#away);
    // Said once, however often it is tried.
    if (isFirst)
      process.emitWarning(`${this.#away.message}; nothing that was acknowledged is lost, and another one begins`);
    this.#restart = setTimeout(() => {
      this.#restarts += 1;
      this.#worker = this.#begin();
      this.#attend(this.#worker);
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  #wait<A extends Answer>(bytes: number, begin: (ticket: number) => void): Promise<A> {
    return this.#away === null ? this.#tickets.wait(bytes, begin) : Promise.reject(this.#away);
  }

  #sender(deviceId: string): number {
    let number = this.#senders.get(deviceId);
    if (number === undefined) {
      number = this.#senders.size;
      this.#senders.set(deviceId, number);
      this.#say({ type: "sender", number, deviceId });
    }
    return number;
  }

  #handOver(): void {
    if (this.#turn.length === 0) return;
    const buffer = pack(this.#turn);
    this.#turn = [];
    this.#say({ type: "turn", buffer }, [buffer]);
  }

  #say(down: Down, transfer: ArrayBuffer[] = []): void {
    // What was taken before this goes before this.
    if (this.#turn.length > 0 && down.type !== "turn" && down.type !== "sender") this.#handOver();
    this.#worker?.postMessage(down, transfer);
  }
}
