import type { Rejection } from "@lighty/protocol";
import type { Ask, Questions } from "./questions.ts";
import type { Changes } from "./views.ts";

/** What the projections' thread begins with. */
export interface ThreadData {
  folder: string;
  logId: string;
  head: number;
  /** Entries up to here are gone. */
  pruned: number;
  /** Sessions were taken out so often: what was kept before is not to be gone on from. */
  removals: number;
  /** Nothing that is kept is to be gone on from: threads that did have died. */
  isAnew: boolean;
}

/** To the projections' thread. */
export type Down =
  /** The log stands up to here; busy: much waits to be written, so folding may wait. */
  | { type: "landed"; head: number; isBusy: boolean }
  /** Entries up to here are gone. */
  | { type: "pruned"; upTo: number }
  /** A session was deleted; it was the so-manieth removal. */
  | { type: "removed"; sessionId: string; removals: number }
  /** Answered as of `until` at least. */
  | { type: "ask"; ticket: number; ask: Ask; question: Questions[Ask]; until: number }
  | { type: "start"; ticket: number; sessionId: string | undefined; until: number }
  | { type: "close" };

/** From the projections' thread. */
export type Up =
  | { type: "answer"; ticket: number; answer: unknown }
  | { type: "refused"; ticket: number; rejection: Rejection }
  | { type: "changed"; changes: Changes };
