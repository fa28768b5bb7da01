import type { Entry, SessionDelta, SessionSummary } from "@lighty/protocol";
import type { DeliveryReport, DivergenceReport } from "@lighty/protocol/projections";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import type { Connection } from "../model/connection.ts";
import { type Bookmarks, BrowserBookmarks, PageStorage } from "../source/bookmarks.ts";
import { EntryShelf } from "../source/entry-shelf.ts";
import type {
  Ability,
  Ask,
  EntryPage,
  Feed,
  ImportedCapture,
  OutlineAsk,
  OutlinePart,
  Reader,
  SessionSource,
  Start,
} from "../source/session-source.ts";

/** A source that says what the test tells it to, when it tells it to. */
export class ScriptedSource implements SessionSource {
  readonly name = "a scripted source";
  readonly abilities: ReadonlySet<Ability> = new Set(["live"]);
  readonly bookmarks: Bookmarks = new BrowserBookmarks(() => "script", new PageStorage());
  /** What was there before the reader came. */
  readonly shelf = new EntryShelf();
  sessions: SessionSummary[] | Error | "pending" = [];
  imports: ImportedCapture[] = [];
  retries = 0;
  /** Runs before each answer; a test may hold it back or have it fail. */
  before: (what: "outline" | "read" | "statesAt") => Promise<void> = async () => undefined;
  readonly followed: (string | null)[] = [];
  /** Where the reader asked to follow from. */
  started: Promise<string | null> = Promise.resolve(null);
  #reader: Reader | null = null;

  async listSessions(): Promise<SessionSummary[]> {
    if (this.sessions === "pending") return new Promise(() => {});
    if (this.sessions instanceof Error) throw this.sessions;
    return this.sessions;
  }

  async listImports(): Promise<ImportedCapture[]> {
    return this.imports;
  }

  async outline(sessionId: string, ask: OutlineAsk): Promise<OutlinePart> {
    await this.before("outline");
    return await this.shelf.outline(sessionId, ask);
  }

  async read(sessionId: string, ask: Ask): Promise<EntryPage> {
    await this.before("read");
    return await this.shelf.read(sessionId, ask);
  }

  async statesAt(sessionId: string, entry: number): Promise<DeviceCheckpoint[]> {
    await this.before("statesAt");
    return await this.shelf.statesAt(sessionId, entry);
  }

  async delivery(sessionId: string): Promise<DeliveryReport | null> {
    return this.shelf.delivery(sessionId);
  }

  async divergence(sessionId: string): Promise<DivergenceReport | null> {
    return this.shelf.divergence(sessionId);
  }

  follow(sessionId: string | null, start: Start, reader: Reader): Feed {
    this.followed.push(sessionId);
    this.#reader = reader;
    const abort = new AbortController();
    this.started = start(abort.signal).catch(() => null);
    return { retryNow: () => void this.retries++, close: () => abort.abort() };
  }

  send(...entries: Entry[]): void {
    this.#reader?.entries(entries);
  }
  tell(...summaries: SessionSummary[]): void {
    this.#reader?.summaries(summaries);
  }
  change(deltas: SessionDelta[], gone: string[] = []): void {
    this.#reader?.changed(deltas, gone);
  }
  connect(connection: Connection = { state: "live" }): void {
    this.#reader?.connection(connection);
  }
  reset(): void {
    this.#reader?.reset();
  }
}

/** A row of the session list. */
export function summaryOf(sessionId: string, more: Partial<SessionSummary> = {}): SessionSummary {
  return {
    sessionId,
    status: "active",
    routineName: "Push day",
    firstEntry: 1,
    lastEntry: 10,
    lastReceivedAt: 1_767_632_400_000,
    entries: 10,
    revision: 5,
    devices: [],
    verdicts: {},
    findings: [],
    ...more,
  };
}
