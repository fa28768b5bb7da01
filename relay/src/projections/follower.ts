import { setImmediate } from "node:timers/promises";
import { refuse } from "../errors.ts";
import type { Page, ReadOptions } from "../log/event-log.ts";
import { Fold, type Keeping } from "./fold.ts";
import { type Answers, type Ask, answer, type Questions } from "./questions.ts";
import type { Changes, Start } from "./views.ts";

const pageEntries = 512;
/** Many changes become one message. */
const tellAfterMs = 200;
/** A fold to which nothing has come for so long is at rest. */
const restMs = 2_000;
/** While the log has much to write a fold gives way to it: a page, then a pause, unless it has fallen so many entries behind. */
const busyPauseMs = 250;
const mostBehind = 65_536;
/** Who asks waits no longer for a fold that is behind. */
const patienceMs = 2_000;

export interface FollowerPorts {
  /** Reads what stands up to `head`. */
  read(options: ReadOptions, head: number): Page | Promise<Page>;
  changed(changes: Changes): void;
  /** Something was amiss that has been got over. */
  warn?(sentence: string): void;
  /** The log could not be read, or not be folded. */
  failed(error: unknown): void;
}

/**
 * Folds a log as it grows. It is told how far the log has come and reads it by cursor, page by page: however far it falls behind, nothing
 * piles up, and whoever writes the log never waits. [PRJ-4]
 */
export class Follower {
  readonly #fold: Fold;
  readonly #ports: FollowerPorts;
  #head = 0;
  #isBusy = false;
  #goOn: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #telling: NodeJS.Timeout | null = null;
  #resting: NodeJS.Timeout | null = null;
  #isOver = false;
  readonly #waiting = new Set<{ until: number; go: () => void }>();

  /** Goes on from what is kept, where anything is; `head` is how far the log stands by now. */
  constructor(ports: FollowerPorts, keeping?: Keeping, head = 0) {
    this.#ports = ports;
    this.#fold = new Fold(keeping, head, ports.warn);
  }

  /** The last entry folded. */
  get at(): number {
    return this.#fold.at;
  }

  /** The log stands up to `head`; it is busy while much waits to be written. */
  landed(head: number, isBusy = false): void {
    this.#head = Math.max(this.#head, head);
    this.#isBusy = isBusy;
    if (!isBusy) this.#goOn?.();
    if (this.#running !== null || this.#next === undefined) return;
    this.#running = this.#follow()
      .catch((error) => this.#ports.failed(error))
      .finally(() => {
        this.#running = null;
        this.#rest();
      });
  }

  /** Entries up to here are gone from the log. [PRJ-6] */
  pruned(upTo: number): void {
    this.#fold.prune(upTo);
    this.#settle(false);
    this.#tellSoon();
    this.#rest();
  }

  /** A session was deleted from the log: it is answered for no more, and what is left is folded anew beside what answers meanwhile. [PRJ-9] */
  removed(sessionId: string): void {
    this.#fold.remove(sessionId);
    this.#tellSoon();
    this.landed(this.#head);
  }

  /** Answers as of `until` at least. Rejects with `not_ready` when the fold does not come that far in time. */
  async ask<A extends Ask>(ask: A, question: Questions[A], until: number): Promise<Answers[A]> {
    if (!(await this.#isWhole(question, until))) await this.#comeTo(until);
    if (this.#fold.at < until && !(await this.#isWhole(question, until))) {
      throw refuse("not_ready", `the log is folded up to entry ${this.#fold.at} of ${until}; ask again in a moment`);
    }
    return answer(this.#fold.projections, ask, question, (options, upTo) =>
      this.#ports.read(options, Math.min(upTo, this.#fold.at)),
    );
  }

  /** What stands now; all that has changed so far is told first. */
  async start(sessionId: string | undefined, until: number): Promise<Start> {
    await this.#comeTo(until);
    while (this.#fold.hasChanged) this.#tell();
    return this.#fold.start(sessionId);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.#goOn?.();
    if (this.#telling !== null) clearTimeout(this.#telling);
    this.#settle(true);
    await this.#running;
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#fold.keep("end");
  }

  async #follow(): Promise<void> {
    for (let line = this.#next; line !== undefined; line = this.#next) {
      const after = line.at;
      const { entries, reached } = await this.#ports.read({ after, limit: pageEntries, withRemoved: true }, this.#head);
      if (!this.#fold.apply(entries, reached, line, after)) continue;
      this.#tellSoon();
      this.#settle(false);
      this.#fold.keep("busy");
      // Whoever asks something is heard between two pages.
      if (this.#next !== undefined) await this.#giveWay();
    }
  }

  get #next() {
    return this.#isOver ? undefined : this.#fold.behind(this.#head);
  }

  async #giveWay(): Promise<void> {
    const mayWait = this.#isBusy && this.#waiting.size === 0 && this.#head - this.#fold.at < mostBehind;
    if (!mayWait) return setImmediate();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, busyPauseMs);
      this.#goOn = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#goOn = null;
  }

  #rest(): void {
    if (this.#isOver) return;
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (this.#running === null) this.#fold.keep("atRest");
    }, restMs);
  }

  #tellSoon(): void {
    if (this.#fold.hasChanged && !this.#isOver) this.#telling ??= setTimeout(() => this.#tell(), tellAfterMs);
  }

  #tell(): void {
    if (this.#telling !== null) clearTimeout(this.#telling);
    this.#telling = null;
    if (this.#fold.hasChanged) this.#ports.changed(this.#fold.changes());
    this.#tellSoon();
  }

  /** Whether what is asked is about one session, and every entry of it is folded: those behind it change nothing of the answer. [PRJ-4] */
  async #isWhole(question: Questions[Ask], until: number): Promise<boolean> {
    if (this.#fold.at >= until || !("sessionId" in question)) return false;
    const { sessionId } = question;
    const { entries } = await this.#ports.read({ before: until + 1, limit: 1, sessionId }, until);
    const last = entries[0]?.entry;
    return last !== undefined && last <= this.#fold.at;
  }

  async #comeTo(until: number): Promise<void> {
    if (this.#fold.at >= until || this.#isOver) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        resolve();
      };
      const waiting = { until, go };
      const timer = setTimeout(go, patienceMs);
      this.#waiting.add(waiting);
      this.#goOn?.();
    });
  }

  #settle(all: boolean): void {
    for (const { until, go } of [...this.#waiting]) if (all || this.#fold.at >= until) go();
  }
}
