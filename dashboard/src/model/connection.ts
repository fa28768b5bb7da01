/*
 * What the page knows of its line to the source, as a state machine without a clock: `now` is an input.
 *
 *   connecting --welcomed--> catching_up --live--> live
 *        \________________________|_______________/
 *                    | closed                          retry
 *                    v                                   |
 *               disconnected --(retryAt reached)---------+--> connecting
 *                    \-- refused: no retry helps, a person must
 */

export type Connection =
  | { state: "connecting"; attempt: number }
  /** `notRecording`: why the relay cannot write its log just now. [STR-4] */
  /** `share`: of a file, how much of it is read, from 0 to 1. */
  | { state: "catching_up"; notRecording?: string; share?: number }
  | { state: "live"; notRecording?: string }
  /** Of a file: all of it is read; `missing` says what a whole one would have had. */
  | { state: "complete"; missing: readonly string[] }
  | { state: "disconnected"; attempt: number; since: number; retryAt: number; reason: string }
  | { state: "refused"; reason: string; version?: OtherVersion };

/** What is to be read was written by another version than this page reads: one that came after it, or one that it reads no more. */
export type OtherVersion = "newer" | "older";

export type ConnectionEvent =
  | { event: "welcomed" }
  | { event: "live" }
  | { event: "storage"; trouble: string | undefined }
  | { event: "closed"; now: number; reason: string; retryAfterMs: number }
  | { event: "refused"; reason: string; version?: OtherVersion }
  | { event: "retry" };

export const firstConnection: Connection = { state: "connecting", attempt: 0 };

export function connectionAfter(before: Connection, event: ConnectionEvent): Connection {
  switch (event.event) {
    case "welcomed":
      return { state: "catching_up" };
    case "live":
      return { state: "live", ...troubleOf(before) };
    case "storage":
      if (before.state !== "live" && before.state !== "catching_up") return before;
      return { state: before.state, ...(event.trouble === undefined ? {} : { notRecording: event.trouble }) };
    case "refused":
      return { state: "refused", reason: event.reason, ...(event.version && { version: event.version }) };
    case "retry":
      return { state: "connecting", attempt: attemptOf(before) };
    case "closed": {
      // A line that was once up starts counting anew, but its break is dated from now.
      const since = before.state === "disconnected" ? before.since : event.now;
      const { now, reason, retryAfterMs } = event;
      return { state: "disconnected", attempt: attemptOf(before) + 1, since, retryAt: now + retryAfterMs, reason };
    }
  }
}

function troubleOf(connection: Connection): { notRecording?: string } {
  return "notRecording" in connection ? { notRecording: connection.notRecording } : {};
}

function attemptOf(connection: Connection): number {
  return "attempt" in connection ? connection.attempt : 0;
}

/** Soon at first, then ever more patient, up to eight seconds: a relay that restarts is back within a second or two. */
export function retryDelayMs(attempt: number): number {
  return Math.min(8_000, 500 * 2 ** attempt);
}
