import type { Entry, SessionDelta, SessionSummary } from "@lighty/protocol";
import type { Connection } from "../model/connection.ts";
import type { Feed, Reader, SessionSource } from "../source/session-source.ts";

/** A source that says what the test tells it to, when it tells it to. */
export class ScriptedSource implements SessionSource {
  readonly name = "a scripted source";
  sessions: SessionSummary[] | Error | "pending" = [];
  retries = 0;
  readonly followed: (string | null)[] = [];
  #reader: Reader | null = null;

  async listSessions(): Promise<SessionSummary[]> {
    if (this.sessions === "pending") return new Promise(() => {});
    if (this.sessions instanceof Error) throw this.sessions;
    return this.sessions;
  }

  follow(sessionId: string | null, reader: Reader): Feed {
    this.followed.push(sessionId);
    this.#reader = reader;
    return { retryNow: () => void this.retries++, close: () => {} };
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
