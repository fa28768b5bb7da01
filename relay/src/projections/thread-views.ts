import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { RelayError, refuse } from "../errors.ts";
import type { EventLog } from "../log/event-log.ts";
import { threadMemory } from "../thread-memory.ts";
import type { Answers, Ask, Questions } from "./questions.ts";
import type { Start, Views, Watcher } from "./views.ts";
import type { Down, ThreadData, Up } from "./wire.ts";

/** A thread that dies again and again is begun again less and less often. */
const firstPauseMs = 100;
const longestPauseMs = 30_000;

/** What lands is told of together: a thread that wakes for each commit is in the way of whoever waits to be acknowledged. */
const tellAfterMs = 20;

interface Waiting {
  settle(answer: unknown): void;
  fail(error: RelayError): void;
}

/** The projections of a folder's log, folded in a thread of their own; this one only passes questions and answers on. [PRJ-4] */
export class ThreadViews implements Views {
  readonly #folder: string;
  readonly #log: EventLog;
  readonly #watchers = new Set<Watcher>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #ungrow: () => void;
  #worker: Worker | null = null;
  #ticket = 0;
  #pauseMs = firstPauseMs;
  #restart: NodeJS.Timeout | null = null;
  #telling: NodeJS.Timeout | null = null;
  #at = 0;
  #trouble: string | null = null;
  /** Threads that ended one after the other without a word. */
  #deaths = 0;
  #isClosed = false;

  /** `isBusy` says whether much waits to be written: folding then waits, as far as it may. */
  constructor(folder: string, log: EventLog, isBusy: () => boolean = () => false) {
    this.#folder = folder;
    this.#log = log;
    const landed = () => {
      this.#telling = null;
      this.#say({ type: "landed", head: log.head, isBusy: isBusy() });
    };
    const ungrow = log.whenGrown(() => {
      this.#telling ??= setTimeout(landed, tellAfterMs);
    });
    const unprune = log.whenPruned((upTo) => this.#say({ type: "pruned", upTo }));
    const unremove = log.whenRemoved((sessionId) => this.#say({ type: "removed", sessionId, removals: log.removals }));
    this.#ungrow = () => {
      ungrow();
      unprune();
      unremove();
    };
  }

  begin(): void {
    // Begun before, it is there or will be again after its pause.
    if (this.#worker === null && this.#restart === null && !this.#isClosed) this.#begin();
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  get behind(): number {
    return Math.max(0, this.#log.head - this.#at);
  }

  ask<A extends Ask>(ask: A, question: Questions[A]): Promise<Answers[A]> {
    return this.#wait((ticket) => ({ type: "ask", ticket, ask, question, until: this.#log.head }));
  }

  start(sessionId: string | undefined): Promise<Start> {
    return this.#wait((ticket) => ({ type: "start", ticket, sessionId, until: this.#log.head }));
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#ungrow();
    if (this.#restart !== null) clearTimeout(this.#restart);
    if (this.#telling !== null) clearTimeout(this.#telling);
    const worker = this.#worker;
    if (worker === null) return;
    const ended = once(worker, "exit");
    worker.postMessage({ type: "close" } satisfies Down);
    await ended;
  }

  #begin(): void {
    const { id, head, pruned, removals } = this.#log;
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      name: "projections",
      resourceLimits: threadMemory,
      workerData: {
        ...{ folder: this.#folder, logId: id, head, pruned, removals },
        isAnew: this.#deaths >= 2,
      } satisfies ThreadData,
    });
    this.#worker = worker;
    worker.on("message", (up: Up) => this.#hear(up));
    worker.on("error", (error) => {
      this.#trouble = `the projections' thread died: ${error.message}`;
      process.emitWarning(this.#trouble);
    });
    worker.on("exit", () => this.#ended());
  }

  #hear(up: Up): void {
    // One that speaks is well, whatever became of those before it.
    this.#pauseMs = firstPauseMs;
    this.#deaths = 0;
    this.#trouble = null;
    if (up.type === "changed") {
      this.#at = up.changes.at;
      for (const watcher of this.#watchers) watcher.changed(up.changes);
      return;
    }
    const waiting = this.#waiting.get(up.ticket);
    this.#waiting.delete(up.ticket);
    if (up.type === "answer") waiting?.settle(up.answer);
    else waiting?.fail(new RelayError(up.rejection));
  }

  #ended(): void {
    this.#worker = null;
    for (const { fail } of this.#waiting.values()) fail(away());
    this.#waiting.clear();
    if (this.#isClosed) return;
    this.#deaths += 1;
    this.#trouble ??= "the projections' thread has ended";
    this.#restart = setTimeout(() => {
      this.#begin();
      for (const watcher of this.#watchers) watcher.anew();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  #wait<T>(say: (ticket: number) => Down): Promise<T> {
    this.begin();
    return new Promise((settle, fail) => {
      if (this.#worker === null) return fail(away());
      this.#ticket += 1;
      this.#waiting.set(this.#ticket, { settle: settle as Waiting["settle"], fail });
      this.#say(say(this.#ticket));
    });
  }

  #say(down: Down): void {
    this.#worker?.postMessage(down);
  }
}

function away(): RelayError {
  return refuse("not_ready", "the projections are being begun again; ask again in a moment");
}
