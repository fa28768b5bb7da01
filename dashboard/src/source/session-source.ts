import type { Entry, SessionDelta, SessionSummary } from "@lighty/protocol";
import type { Connection } from "../model/connection.ts";

/** Where sessions come from: a relay today; a capture file and the Lab are to come. No view knows which it has. */
export interface SessionSource {
  /** What the reader sees it called, e.g. "relay on localhost:7788". */
  readonly name: string;
  listSessions(signal: AbortSignal): Promise<SessionSummary[]>;
  /** The backlog of one session and then what comes, until closed; without a session, only what changes in the list. */
  follow(sessionId: string | null, reader: Reader): Feed;
}

/** Who reads a feed. Called in log order; no entry comes twice. */
export interface Reader {
  entries(entries: readonly Entry[]): void;
  summaries(summaries: readonly SessionSummary[]): void;
  /** What has changed upon the summaries that were told, and which sessions are gone. [STR-3] */
  changed(deltas: readonly SessionDelta[], gone: readonly string[]): void;
  /** Another log answers under this address: what was read so far is not part of it, and reading begins anew. */
  reset(): void;
  connection(connection: Connection): void;
}

export interface Feed {
  /** Does not wait for the countdown. */
  retryNow(): void;
  close(): void;
}
