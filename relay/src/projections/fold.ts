import { type ListedEntry, Projections } from "@lighty/protocol/projections";
import type { Changes, Start } from "./views.ts";

/** Sessions that a start tells of; older ones are read page by page. */
const startSessions = 200;

/** Projections, how far they have come, and what of them has changed since it was last told. */
export class Fold {
  readonly projections = new Projections();
  #at = 0;
  readonly #changed = new Set<string>();

  /** The last entry folded, or passed over. */
  get at(): number {
    return this.#at;
  }

  /** Folds entries in log order, up to `reached`. */
  apply(entries: readonly ListedEntry[], reached: number): void {
    for (const sessionId of this.projections.apply(entries)) this.#changed.add(sessionId);
    this.#at = reached;
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** What has changed since this was last called. */
  changes(): Changes {
    const sessions = [...this.#changed].flatMap((sessionId) => {
      const summary = this.projections.sessions.summary(sessionId);
      return summary === undefined ? [] : [[sessionId, JSON.stringify(summary)] as const];
    });
    this.#changed.clear();
    return { at: this.#at, sessions };
  }

  /** What stands now; whoever listens has to have been told of what changed before. */
  start(sessionId: string | undefined): Start {
    const { sessions } = this.projections;
    const own = sessionId === undefined ? sessions.page(startSessions).sessions : [sessions.summary(sessionId)];
    return { at: this.#at, sessions: own.flatMap((summary) => (summary === undefined ? [] : JSON.stringify(summary))) };
  }
}
