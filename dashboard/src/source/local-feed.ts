import type { SessionSummary } from "@lighty/protocol";
import type { Connection } from "../model/connection.ts";
import type { Feed, Reader, SessionSource, Start } from "./session-source.ts";

const pageEntries = 512;

/** A source's entries as they grow, where it has them itself. */
export interface Growth {
  /** How the source stands: what a reader sees once it has read all there is. */
  readonly connection: Connection;
  /** Calls back whenever there is more, or the connection is another. Returns what ends it. */
  subscribe(grown: () => void): () => void;
  summaries(): Promise<readonly SessionSummary[]>;
}

/** Follows a source that has no line that could break: reads page by page as fast as the reader takes it, then waits for more. */
export class LocalFeed implements Feed {
  readonly #sessionId: string | null;
  readonly #source: SessionSource;
  readonly #growth: Growth;
  readonly #start: Start;
  readonly #reader: Reader;
  readonly #abort = new AbortController();
  readonly #leave: () => void;
  #reached: number | null = null;
  #isReading = false;
  #isBehind = true;

  constructor(sessionId: string | null, source: SessionSource, growth: Growth, start: Start, reader: Reader) {
    this.#sessionId = sessionId;
    this.#source = source;
    this.#growth = growth;
    this.#start = start;
    this.#reader = reader;
    this.#leave = growth.subscribe(() => this.#grown());
    reader.connection({ state: "catching_up" });
    this.#grown();
  }

  retryNow(): void {}

  close(): void {
    this.#abort.abort();
    this.#leave();
  }

  #grown(): void {
    this.#isBehind = true;
    if (!this.#isReading) void this.#readOn();
  }

  async #readOn(): Promise<void> {
    this.#isReading = true;
    const { signal } = this.#abort;
    try {
      while (this.#isBehind && !signal.aborted) {
        this.#isBehind = false;
        if (this.#sessionId !== null) await this.#readSession(this.#sessionId, signal);
        const summaries = await this.#growth.summaries();
        if (signal.aborted) return;
        if (summaries.length > 0) this.#reader.summaries(summaries);
        this.#reader.connection(this.#growth.connection);
      }
    } catch (error) {
      if (!signal.aborted) this.#reader.connection({ state: "refused", reason: String((error as Error).message) });
    } finally {
      this.#isReading = false;
    }
  }

  async #readSession(sessionId: string, signal: AbortSignal): Promise<void> {
    this.#reached ??= Number((await this.#start(signal)) ?? 0);
    for (let hasMore = true; hasMore && !signal.aborted; ) {
      const page = await this.#source.read(sessionId, { after: this.#reached, limit: pageEntries }, signal);
      if (signal.aborted) return;
      if (page.entries.length > 0) this.#reader.entries(page.entries);
      this.#reached = Math.max(this.#reached, page.reached);
      ({ hasMore } = page);
    }
  }
}
