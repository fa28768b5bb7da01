import { type ListedEntry, Projections } from "@lighty/protocol/projections";
import type { Changes, Start } from "./views.ts";

/** Sessions that a start tells of; older ones are read page by page. */
const startSessions = 200;
/** Sessions that one message tells of. [STR-3] */
const mostDeltas = 200;

/** Projections, how far they have come, and what of them has changed since it was last told. */
export class Fold {
  #projections = new Projections();
  /** What went with projections that were given up, and is yet to be told. */
  readonly #gone = new Set<string>();
  readonly #goneDevices = new Set<string>();
  #at = 0;

  get projections(): Projections {
    return this.#projections;
  }

  /** The last entry folded, or passed over. */
  get at(): number {
    return this.#at;
  }

  /** Folds entries in log order, up to `reached`. Entries are numbered without a hole, so those between were pruned before they were read. */
  apply(entries: readonly ListedEntry[], reached: number): void {
    const first = entries[0]?.entry ?? reached + 1;
    if (first > this.#at + 1) this.prune(first - 1);
    this.projections.apply(entries);
    this.#at = reached;
  }

  /** Entries up to `upTo` are gone from the log. [PRJ-6] */
  prune(upTo: number): void {
    if (upTo >= this.#at) this.#beginAnew();
    this.projections.prune(upTo);
    this.#at = Math.max(this.#at, upTo);
  }

  /** Nothing that was folded is left in the log, so nothing of it is kept, texts that crossed included. */
  #beginAnew(): void {
    for (const sessionId of this.projections.sessions.ids()) this.#gone.add(sessionId);
    for (const { deviceId } of this.projections.devices.all()) this.#goneDevices.add(deviceId);
    this.#projections = new Projections();
  }

  get hasChanged(): boolean {
    const { sessions, devices } = this.projections;
    return sessions.hasChanged || devices.hasChanged || this.#gone.size > 0 || this.#goneDevices.size > 0;
  }

  /** What has changed since this was last called, of as many sessions as one message holds. [STR-3] */
  changes(): Changes {
    const { sessions, gone } = this.projections.sessions.changes(mostDeltas);
    const { devices, gone: goneDevices } = this.projections.devices.changes();
    for (const sessionId of gone) this.#gone.add(sessionId);
    for (const deviceId of goneDevices) this.#goneDevices.add(deviceId);
    // What has come back meanwhile is told whole, and is not gone.
    for (const { sessionId } of sessions) this.#gone.delete(sessionId);
    for (const { deviceId } of devices) this.#goneDevices.delete(deviceId);
    const told = { gone: [...this.#gone], goneDevices: [...this.#goneDevices] };
    this.#gone.clear();
    this.#goneDevices.clear();
    return {
      at: this.#at,
      sessions: sessions.map((delta) => [delta.sessionId, JSON.stringify(delta)] as const),
      devices: devices.map((device) => JSON.stringify(device)),
      ...told,
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
