import { type ListedEntry, Projections, type Shelf } from "@lighty/protocol/projections";
import type { KeptFold } from "../log/fold-file.ts";
import type { Changes, Start } from "./views.ts";

/** Sessions that a start tells of; older ones are read page by page. */
const startSessions = 200;
/** Sessions that one message tells of. [STR-3] */
const mostDeltas = 200;

/** A fold that goes on while many entries come is kept after so many; one at rest after so few, as less is folded again in no time. */
const keptEntries = 100_000;
const keptAtRest = 2_000;

/** Where a fold is kept from one start to the next, and the states of devices with it. */
export interface Keeping extends Shelf {
  load(head: number): KeptFold | undefined;
  save(at: number, text: () => string): void;
  clear(): void;
}

/** Projections, how far they have come, and what of them has changed since it was last told. */
export class Fold {
  readonly #keeping: Keeping | undefined;
  #projections: Projections;
  /** The last entry that is in what is kept; with what has been pruned since, it is to be written again. */
  #kept = 0;
  #isKeptTorn = false;
  /** What went with projections that were given up, and is yet to be told. */
  readonly #gone = new Set<string>();
  readonly #goneDevices = new Set<string>();
  #at = 0;
  /** Sessions and devices as they were told before it began again, and where it has caught up: told then is what has not come back. */
  #before: { sessions: Set<string>; devices: Set<string>; until: number } | undefined;

  /** Goes on from what is kept, where that is of this log and of this shape, and not beyond `head`; `warn` hears when it is not. [PRJ-7] */
  constructor(keeping?: Keeping, head = 0, warn: (sentence: string) => void = () => {}) {
    this.#keeping = keeping;
    const kept = keeping?.load(head);
    const restored = kept === undefined ? undefined : restore(kept, keeping);
    if (kept !== undefined && restored === undefined) {
      keeping?.clear();
      warn("what was kept of the projections is of another shape: the log is folded anew");
    }
    this.#projections = restored ?? new Projections(undefined, keeping);
    this.#at = this.#kept = restored === undefined ? 0 : (kept?.at ?? 0);
  }

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
    this.#endAgain();
  }

  /** Entries up to `upTo` are gone from the log. [PRJ-6] */
  prune(upTo: number): void {
    if (upTo >= this.#at) this.#beginAnew(upTo);
    else this.#isKeptTorn = true;
    this.projections.prune(upTo);
    this.#at = Math.max(this.#at, upTo);
    this.#endAgain();
  }

  /**
   * A session was deleted from the log: it is gone at once, where it is known which, and what is left is folded anew, so that nothing is remembered of it anywhere. What is told
   * meanwhile stays as it was told until that is done. [PRJ-9]
   */
  beginAgain(sessionId: string | null): void {
    const { sessions, devices } = this.#before ?? { sessions: new Set<string>(), devices: new Set<string>() };
    for (const id of this.projections.sessions.ids()) sessions.add(id);
    for (const { deviceId } of this.projections.devices.all()) devices.add(deviceId);
    if (sessionId !== null) {
      sessions.delete(sessionId);
      this.#gone.add(sessionId);
    }
    this.#before = { sessions, devices, until: Math.max(this.#at, this.#before?.until ?? 0) };
    this.#keeping?.clear();
    this.#kept = this.#at = 0;
    this.#projections = new Projections(undefined, this.#keeping);
  }

  /** Nothing that was folded is left in the log, so nothing of it is kept, texts that crossed included. */
  #beginAnew(upTo: number): void {
    for (const sessionId of this.projections.sessions.ids()) this.#gone.add(sessionId);
    for (const { deviceId } of this.projections.devices.all()) this.#goneDevices.add(deviceId);
    this.#keeping?.clear();
    this.#kept = upTo;
    this.#projections = new Projections(undefined, this.#keeping);
  }

  /** Writes down what stands, when that has become worth it: `atRest` says that nothing comes just now, "end" that nothing will. [PRJ-7] */
  keep(when: "busy" | "atRest" | "end"): void {
    if (this.#keeping === undefined) return;
    const since = this.#at - this.#kept;
    const least = { busy: keptEntries, atRest: keptAtRest, end: 1 }[when];
    if (since < least && !(this.#isKeptTorn && when !== "busy")) return;
    this.#kept = this.#at;
    this.#isKeptTorn = false;
    this.#keeping.save(this.#at, () => JSON.stringify(this.#projections.save()));
  }

  #endAgain(): void {
    if (this.#before === undefined || this.#at < this.#before.until) return;
    const { sessions, devices } = this.#before;
    this.#before = undefined;
    for (const sessionId of this.projections.sessions.ids()) sessions.delete(sessionId);
    for (const { deviceId } of this.projections.devices.all()) devices.delete(deviceId);
    for (const sessionId of sessions) this.#gone.add(sessionId);
    for (const deviceId of devices) this.#goneDevices.add(deviceId);
  }

  get hasChanged(): boolean {
    if (this.#before !== undefined) return this.#gone.size > 0;
    const { sessions, devices } = this.projections;
    return sessions.hasChanged || devices.hasChanged || this.#gone.size > 0 || this.#goneDevices.size > 0;
  }

  /** What has changed since this was last called, of as many sessions as one message holds. [STR-3] */
  changes(): Changes {
    if (this.#before !== undefined) return this.#onlyGone();
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

  /** While it folds anew: what is certain to have gone. */
  #onlyGone(): Changes {
    const gone = [...this.#gone];
    this.#gone.clear();
    return { at: this.#at, sessions: [], devices: [], gone, goneDevices: [] };
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

function restore({ text }: KeptFold, keeping: Keeping | undefined): Projections | undefined {
  try {
    return Projections.restore(JSON.parse(text), undefined, keeping);
  } catch {
    return undefined;
  }
}
