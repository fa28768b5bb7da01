import { Worker } from "node:worker_threads";
import type { Entry } from "@lighty/protocol";
import { LeftOut } from "../captures/selection.ts";
import { refuse } from "../errors.ts";
import type { EventLog } from "../log/event-log.ts";
import type { ReplayDeed, ReplayOrder, ReplayRun } from "./replay-order.ts";
import type { Down, OwnDoors, ThreadData, Up } from "./wire.ts";

/** A replay holds what it plays in memory; a longer one is for the command line, on a machine of its own. */
export const mostEntries = 50_000;
/** Threads at once, paused ones among them. */
export const mostRunning = 2;
/** Replays that are told of; the oldest of those that have ended go first. */
const mostKept = 16;
const pageEntries = 512;
const memoryMb = 1_024;

export interface ReplayPorts {
  newId(): string;
  now(): number;
  doors(): OwnDoors;
  /** The relay's log: where the answers of a device land. */
  log: EventLog;
}

/** What is to be played, and to whom: a log's entries, and the device that is there and willing. */
export interface ReplayMeans {
  source: Pick<EventLog, "read" | "head">;
  sessionId?: string | undefined;
  deviceId?: string | undefined;
}

interface Running {
  run: ReplayRun;
  worker: Worker | null;
  end(): void;
}

/** Replays that the relay plays, each in a thread of its own, and those that it has played. */
export class Replays {
  readonly #ports: ReplayPorts;
  readonly #replays = new Map<string, Running>();

  constructor(ports: ReplayPorts) {
    this.#ports = ports;
  }

  /** Newest first. */
  all(): ReplayRun[] {
    return [...this.#replays.values()].map(({ run }) => run).reverse();
  }

  /** Begins to play. Throws `limit_reached`. */
  start(order: ReplayOrder, means: ReplayMeans): ReplayRun {
    const { newId, now, doors } = this.#ports;
    const going = [...this.#replays.values()].filter(({ run }) => run.endedAt === null);
    if (going.length >= mostRunning)
      throw refuse("limit_reached", `${mostRunning} replays are under way, paused ones counted; end one of them first`);
    const replayId = newId();
    const data: ThreadData = { order, doors: doors() };
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      name: `replay ${replayId}`,
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    const running: Running = { run: begun(replayId, order, now()), worker, end: () => {} };
    this.#replays.set(replayId, running);
    this.#forgetOld();
    if (means.deviceId !== undefined) running.end = this.#listen(worker, means.deviceId);
    worker.on("message", ({ now }: Up) => this.#hear(running, now));
    worker.on("error", (error) => this.#over(running, `it could not go on: ${error.message}`));
    worker.on("exit", () => this.#over(running, "its thread has ended"));
    this.#feed(worker, means).catch((error: Error) => this.#over(running, error.message));
    return running.run;
  }

  /** Throws `not_found`, and `bad_shape` for one that has ended. */
  tell(replayId: string, deed: ReplayDeed): ReplayRun {
    const running = this.#replays.get(replayId);
    if (running === undefined) throw refuse("not_found", `there is no replay ${JSON.stringify(replayId.slice(0, 40))}`);
    if (running.worker === null) throw refuse("bad_shape", `replay ${replayId} has ended; begin another`);
    // Before it plays it listens to nothing.
    if (deed.type === "quit" && running.run.state === "preparing") this.#over(running, "it was ended before it began");
    else running.worker.postMessage({ type: "deed", deed } satisfies Down);
    return running.run;
  }

  /** Ends every thread. */
  async stop(): Promise<void> {
    const workers = [...this.#replays.values()].map(({ worker }) => worker);
    for (const running of this.#replays.values()) this.#over(running, "the relay was shut down");
    await Promise.all(workers.map((worker) => worker?.terminate()));
  }

  /** Hands a thread what it plays, as far as the log reaches now. Throws when that is too much, or nothing. */
  async #feed(worker: Worker, { source, sessionId }: ReplayMeans): Promise<void> {
    const { head } = source;
    const leftOut = new LeftOut();
    const of = sessionId === undefined ? {} : { sessionId };
    let count = 0;
    for (let after = 0, hasMore = true; hasMore && after < head; ) {
      const page = await source.read({ after, limit: pageEntries, ...of });
      const entries = page.entries.filter(({ entry }) => entry <= head).map((each) => asSelected(each, leftOut));
      count += entries.length;
      if (count > mostEntries)
        throw new RangeError(
          `it has more than ${mostEntries} entries, which is what the relay plays; lighty replay plays any length`,
        );
      worker.postMessage({ type: "entries", entries } satisfies Down);
      ({ hasMore, reached: after } = page);
    }
    if (count === 0) throw new RangeError("there is no entry of it to play");
    worker.postMessage({ type: "play" } satisfies Down);
  }

  /** Tells a thread what the device that it plays to has teed. */
  #listen(worker: Worker, deviceId: string): () => void {
    return this.#ports.log.tail((landed) => {
      const own = landed.filter(({ frame }) => frame.observer.deviceId === deviceId);
      const entries = own.map(({ entry, receivedAt, frame }) => ({ entry, receivedAt, frame }));
      if (entries.length > 0) worker.postMessage({ type: "heard", entries } satisfies Down);
    });
  }

  #forgetOld(): void {
    for (const [replayId, { run }] of this.#replays) {
      if (this.#replays.size <= mostKept) return;
      if (run.endedAt !== null) this.#replays.delete(replayId);
    }
  }

  #hear(running: Running, now: Partial<ReplayRun>): void {
    if (running.run.endedAt !== null) return;
    running.run = { ...running.run, ...now };
    if (now.state === "ended" || now.state === "failed") this.#over(running, running.run.failure);
  }

  /** Nothing more comes of it. */
  #over(running: Running, failure: string | null): void {
    const { run, worker } = running;
    if (run.endedAt !== null) return;
    const state = run.state === "ended" ? ("ended" as const) : ("failed" as const);
    running.run = { ...run, state, endedAt: this.#ports.now(), failure: state === "ended" ? null : failure };
    running.worker = null;
    running.end();
    void worker?.terminate();
  }
}

/** An entry under its own number, saying what the selection left out before it. [CAP-8] */
function asSelected({ entry, receivedAt, frame }: Entry, gaps: LeftOut): Entry {
  const leftOutBefore = gaps.before(frame);
  return { entry, receivedAt, frame: leftOutBefore > 0 ? { ...frame, leftOutBefore } : frame };
}

function begun(replayId: string, order: ReplayOrder, startedAt: number): ReplayRun {
  return {
    ...{ replayId, order, startedAt, endedAt: null, state: "preparing", wasStopped: false, rate: order.rate ?? "max" },
    ...{ first: null, last: null, at: null, total: 0, played: 0, lengthMs: 0, atMs: 0 },
    ...{ found: [], foundCount: 0, sessions: [], outcome: null, failure: null },
  };
}
