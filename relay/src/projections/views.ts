import type { Answers, Ask, Questions } from "./questions.ts";

/** What is other than it was last told, as JSON: whoever passes it on need not look into it. [STR-3] */
export interface Changes {
  /** The last entry that was folded. */
  at: number;
  /** A SessionDelta each. */
  sessions: readonly (readonly [sessionId: string, json: string])[];
  /** A DeviceSummary each. */
  devices: readonly string[];
  gone: readonly string[];
  goneDevices: readonly string[];
}

/** A place to begin from: what is told after it adds up to it. */
export interface Start {
  at: number;
  /** A SessionSummary each, newest first. */
  sessions: readonly string[];
  /** A DeviceSummary each; none for a reader of one session. */
  devices: readonly string[];
}

/** Hears what changed, a few times a second; `anew` when the projections have begun again, and who listens has to as well. */
export interface Watcher {
  changed(changes: Changes): void;
  anew(): void;
}

/**
 * The projections of a log, wherever they are folded. An answer is of the log as it stood when it was asked; one that cannot be given is a
 * RelayError `not_ready`, and worth asking again.
 */
export interface Views {
  ask<A extends Ask>(ask: A, question: Questions[A]): Promise<Answers[A]>;
  /** The summaries as they stand, of one session or of the newest; what `watch` is told after this is told upon it. */
  start(sessionId: string | undefined): Promise<Start>;
  watch(watcher: Watcher): void;
  /** Begins to fold, where that is put off until the start is over; the first question does so as well. */
  begin(): void;
  /** Entries of the log that are not folded yet, as was last told. */
  readonly behind: number;
  /** Why nothing can be answered just now; null when all is well. */
  readonly trouble: string | null;
  close(): Promise<void>;
}
