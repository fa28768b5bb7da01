import { type ListedEntry, Projections } from "@lighty/protocol/projections";
import type { Changes, Start } from "./views.ts";

/** Sessions that a start tells of; older ones are read page by page. */
const startSessions = 200;
/** Sessions that one message tells of. [STR-3] */
const mostDeltas = 200;

/** Projections, how far they have come, and what of them has changed since it was last told. */
export class Fold {
  readonly projections = new Projections();
  #at = 0;

  /** The last entry folded, or passed over. */
  get at(): number {
    return this.#at;
  }

  /** Folds entries in log order, up to `reached`. */
  apply(entries: readonly ListedEntry[], reached: number): void {
    this.projections.apply(entries);
    this.#at = reached;
  }

  get hasChanged(): boolean {
    return this.projections.sessions.hasChanged || this.projections.devices.hasChanged;
  }

  /** What has changed since this was last called, of as many sessions as one message holds. [STR-3] */
  changes(): Changes {
    const { sessions, gone } = this.projections.sessions.changes(mostDeltas);
    const devices = this.projections.devices.changes();
    return {
      at: this.#at,
      sessions: sessions.map((delta) => [delta.sessionId, JSON.stringify(delta)] as const),
      devices: devices.map((device) => JSON.stringify(device)),
      gone,
    };
  }

  /** What stands now; whoever listens has to have been told of all that changed before. */
  start(sessionId: string | undefined): Start {
    const { sessions, devices } = this.projections;
    const own = sessionId === undefined ? sessions.page(startSessions).sessions : [sessions.summary(sessionId)];
    return {
      at: this.#at,
      sessions: own.flatMap((summary) => (summary === undefined ? [] : JSON.stringify(summary))),
      devices: sessionId === undefined ? devices.all().map((device) => JSON.stringify(device)) : [],
    };
  }
}
