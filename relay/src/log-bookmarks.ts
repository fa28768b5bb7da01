import type { Bookmarks } from "./bookmarks.ts";
import type { EventLog } from "./log/event-log.ts";

/**
 * The bookmarks of the relay's own sessions, as far as the log still holds what they are at: they go with a session that is deleted, with each of its entries that
 * another session had as well, and with what is pruned. [CAP-9]
 */
export class LogBookmarks {
  readonly #bookmarks: Bookmarks;
  readonly #log: EventLog;
  readonly #unhear: (() => void)[];
  #checking: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(bookmarks: Bookmarks, log: EventLog) {
    this.#bookmarks = bookmarks;
    this.#log = log;
    this.#unhear = [
      log.whenPruned((upTo) => bookmarks.forgetUpTo(null, upTo)),
      log.whenRemoved((sessionId) => {
        bookmarks.forget(null, sessionId);
        this.check();
      }),
    ];
    bookmarks.forgetUpTo(null, log.pruned);
  }

  /** Looks each of them up: what went while nobody could say so, as when the relay was killed in between, goes now. */
  check(): void {
    this.#checking = this.#checking.then(() => this.#check()).catch((error) => process.emitWarning(error as Error));
  }

  async close(): Promise<void> {
    this.#isOver = true;
    for (const unhear of this.#unhear) unhear();
    await this.#checking;
  }

  async #check(): Promise<void> {
    for (const sessionId of this.#bookmarks.sessions(null)) {
      for (const { entry } of this.#bookmarks.list(null, sessionId)) {
        if (this.#isOver) return;
        const { entries } = await this.#log.read({ after: entry - 1, limit: 1, sessionId });
        if (entries[0]?.entry !== entry) this.#bookmarks.remove(null, sessionId, entry);
      }
    }
  }
}
