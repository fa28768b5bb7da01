import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { TraceAck } from "@lighty/protocol";
import type { Intake, Source, Taken } from "../ingest/intake.ts";
import type { Batch, EventLog, Listener, Page, ReadOptions } from "../log/event-log.ts";
import { logFile } from "../log/file.ts";
import { Listeners } from "../log/listeners.ts";
import { LogReader } from "../log/log-reader.ts";
import type { SqliteLogOptions } from "../log/sqlite-log.ts";
import { landedEntries } from "./landed-entry.ts";
import { type Down, type Landed, type Packed, pack, type ThreadData, type Up } from "./wire.ts";

interface Waiting {
  bytes: number;
  settle(outcome: Taken | readonly TraceAck[]): void;
  fail(error: unknown): void;
}

/** The keeper begins once the start is over: it is in nobody's way then. */
const keeperAfterMs = 1_000;

/** Room for what a commit makes, so that it is gone before it would be moved to where only a long collection finds it. */
const youngMb = 64;

const landed: Taken = { taken: true, acked: [], quarantined: [] };

/**
 * The log of a folder and its intake, written by a thread of its own. This thread never looks into a frame: it gathers what its sockets
 * brought in one turn of the loop and hands it over as one buffer; what comes back is told as it came.
 */
export class Writer implements EventLog, Intake {
  readonly id: string;
  readonly folder: string;
  readonly #worker: Worker;
  readonly #reader: LogReader;
  readonly #keeperTimer: NodeJS.Timeout;
  #keeper: Worker | null = null;
  readonly #listeners = new Listeners();
  readonly #waiting = new Map<number, Waiting>();
  readonly #senders = new Map<string, number>();
  #turn: Packed[] = [];
  /** Durable, and not yet told to the listeners. */
  readonly #untold: Landed[] = [];
  #ticket = 0;
  #head: number;
  #quarantined: number;
  #backlogBytes = 0;
  #whenClosed: () => void = () => {};
  #died: Error | null = null;
  #damage: string | null = null;
  #failure: string | null = null;

  /** Opens the log of a folder, making both where they are missing. */
  static async open(folder: string, options: SqliteLogOptions = {}, compileCache?: string): Promise<Writer> {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: { folder, options } satisfies ThreadData,
      // The thread's own first file is loaded by then, so it cannot ask for the cache itself.
      ...(compileCache === undefined ? {} : { env: { ...process.env, NODE_COMPILE_CACHE: compileCache } }),
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    });
    const [up] = (await once(worker, "message")) as [Up];
    if (up.type === "open") return new Writer(worker, folder, up);
    await worker.terminate();
    throw up.type === "unopened" ? up.error : new Error(`the writer began with ${up.type}`);
  }

  private constructor(worker: Worker, folder: string, { id, head, quarantined }: Extract<Up, { type: "open" }>) {
    this.id = id;
    this.folder = folder;
    this.#worker = worker;
    this.#reader = new LogReader(folder);
    this.#head = head;
    this.#quarantined = quarantined;
    this.#keeperTimer = setTimeout(() => this.#keep(join(folder, logFile)), keeperAfterMs).unref();
    worker.on("message", (up: Up) => this.#hear(up));
    worker.on("error", (error) => this.#die(error));
    worker.on("exit", () => this.#die(new Error("the writer's thread has ended")));
  }

  get head(): number {
    return this.#head;
  }

  get quarantined(): number {
    return this.#quarantined;
  }

  get trouble(): string | null {
    return this.#died?.message ?? this.#damage ?? this.#failure;
  }

  get backlogBytes(): number {
    return this.#backlogBytes;
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
    if (this.#waiting.size > 0) await this.acked("", []).catch(() => {});
  }

  async append(batch: Batch): Promise<void> {
    await this.#wait(0, (ticket) => this.#say({ type: "append", ticket, batch }));
  }

  async acked(deviceId: string, bootIds: readonly string[]): Promise<TraceAck[]> {
    return [
      ...(await this.#wait<readonly TraceAck[]>(0, (ticket) => this.#say({ type: "held", ticket, deviceId, bootIds }))),
    ];
  }

  async read(options: ReadOptions): Promise<Page> {
    return this.#reader.read(options, this.#head);
  }

  tail(listener: Listener): () => void {
    return this.#listeners.add(listener);
  }

  async purge(): Promise<void> {
    await this.#wait(0, (ticket) => this.#say({ type: "purge", ticket }));
  }

  async close(): Promise<void> {
    clearTimeout(this.#keeperTimer);
    if (this.#keeper !== null) {
      const ended = once(this.#keeper, "exit");
      this.#keeper.postMessage("close");
      this.#keeper = null;
      await ended;
    }
    if (this.#died === null) {
      const closed = new Promise<void>((resolve) => {
        this.#whenClosed = resolve;
      });
      this.#say({ type: "close" });
      await closed;
    }
    this.#tellNow();
    this.#listeners.clear();
    this.#reader.close();
  }

  #hear(up: Up): void {
    switch (up.type) {
      case "committed": {
        const { entries, outcomes, quarantined } = up;
        this.#quarantined = quarantined;
        this.#failure = null;
        if (entries !== null) this.#tellSoon(entries);
        // Whoever appends finds that everyone has heard of it; a device need not wait for them.
        if (up.isAppended) this.#tellNow();
        const told = new Map(outcomes.told);
        for (const [place, ticket] of outcomes.tickets.entries()) {
          const outcome = told.get(place);
          if (outcome === undefined) this.#settle(ticket, landed);
          else if ("rejection" in outcome) this.#settle(ticket, { taken: false, rejection: outcome.rejection });
          else this.#settle(ticket, { taken: true, ...outcome });
        }
        return;
      }
      case "failed":
        this.#failure = up.error.message;
        for (const ticket of up.tickets) this.#take(ticket)?.fail(up.error);
        return;
      case "held":
        return this.#settle(up.ticket, up.acked);
      case "closed":
        this.#died = new Error("the log is closed");
        return this.#whenClosed();
    }
  }

  #tellSoon(landed: Landed): void {
    this.#untold.push(landed);
    if (this.#untold.length === 1) setImmediate(() => this.#tellNow());
  }

  #tellNow(): void {
    for (const landed of this.#untold.splice(0)) {
      this.#head = landed.first + landed.listed.length - 1;
      this.#listeners.tell(landedEntries(landed));
    }
  }

  #keep(file: string): void {
    this.#keeper = new Worker(new URL("../log/keeper.ts", import.meta.url), { workerData: { file } });
    this.#keeper.unref();
    this.#keeper.on("message", (found: string) => {
      this.#damage = `the log is damaged: ${found}`;
      process.emitWarning(this.#damage);
    });
    // The writer bounds its write-ahead log by itself; this one only made it quicker.
    this.#keeper.on("error", (error) => process.emitWarning(error));
  }

  #die(error: Error): void {
    this.#died ??= error;
    for (const ticket of [...this.#waiting.keys()]) this.#take(ticket)?.fail(this.#died);
    this.#whenClosed();
  }

  #wait<T extends Taken | readonly TraceAck[]>(bytes: number, begin: (ticket: number) => void): Promise<T> {
    return new Promise((settle, fail) => {
      if (this.#died !== null) return fail(this.#died);
      this.#ticket = (this.#ticket + 1) % 0xffff_ffff;
      this.#waiting.set(this.#ticket, { bytes, settle: settle as Waiting["settle"], fail });
      this.#backlogBytes += bytes;
      begin(this.#ticket);
    });
  }

  #settle(ticket: number, outcome: Taken | readonly TraceAck[]): void {
    this.#take(ticket)?.settle(outcome);
  }

  #take(ticket: number): Waiting | undefined {
    const waiting = this.#waiting.get(ticket);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(ticket);
    this.#backlogBytes -= waiting.bytes;
    return waiting;
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
    const buffer = pack(this.#turn);
    this.#turn = [];
    this.#say({ type: "turn", buffer }, [buffer]);
  }

  #say(down: Down, transfer: ArrayBuffer[] = []): void {
    // What was taken before this goes before this.
    if (this.#turn.length > 0 && down.type !== "turn" && down.type !== "sender") this.#handOver();
    this.#worker.postMessage(down, transfer);
  }
}
