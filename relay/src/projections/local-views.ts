import type { EventLog } from "../log/event-log.ts";
import { Follower } from "./follower.ts";
import type { Answers, Ask, Questions } from "./questions.ts";
import type { Start, Views, Watcher } from "./views.ts";

/** The projections of any log, folded in this thread. */
export class LocalViews implements Views {
  readonly #log: EventLog;
  readonly #follower: Follower;
  readonly #watchers = new Set<Watcher>();
  readonly #ungrow: () => void;
  #trouble: string | null = null;

  constructor(log: EventLog) {
    this.#log = log;
    this.#follower = new Follower({
      read: (options) => log.read(options),
      changed: (changes) => {
        for (const watcher of this.#watchers) watcher.changed(changes);
      },
      failed: (error) => {
        this.#trouble = String(error);
        process.emitWarning(error as Error);
      },
    });
    const ungrow = log.whenGrown(() => this.#follower.landed(log.head));
    const unprune = log.whenPruned((upTo) => this.#follower.pruned(upTo));
    const unremove = log.whenRemoved((sessionId) => this.#follower.removed(sessionId));
    this.#ungrow = () => {
      ungrow();
      unprune();
      unremove();
    };
    if (log.pruned > 0) this.#follower.pruned(log.pruned);
    this.#follower.landed(log.head);
  }

  /** It folds as soon as it is there. */
  begin(): void {}

  get trouble(): string | null {
    return this.#trouble;
  }

  get behind(): number {
    return this.#log.head - this.#follower.at;
  }

  ask<A extends Ask>(ask: A, question: Questions[A]): Promise<Answers[A]> {
    return this.#follower.ask(ask, question, this.#log.head);
  }

  start(sessionId: string | undefined): Promise<Start> {
    return this.#follower.start(sessionId, this.#log.head);
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  async close(): Promise<void> {
    this.#ungrow();
    await this.#follower.close();
  }
}
