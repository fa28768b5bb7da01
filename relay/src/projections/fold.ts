import type { ListedEntry, Projections, Shelf } from "@lighty/protocol/projections";
import type { KeptFold } from "../log/fold-file.ts";
import { FoldLine } from "./fold-line.ts";
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
  save(at: number, write: (say: (part: string) => void) => void): void;
  clear(): void;
}

/** Projections, how far they have come, and what of them has changed since it was last told. */
export class Fold {
  readonly #keeping: Keeping | undefined;
  /** What answers. */
  #standing: FoldLine;
  /** After a deletion: what is left of the log, folded from its beginning on, until it has come as far as what stands. [PRJ-9] */
  #anew: FoldLine | undefined;
  /** The last entry that is in what is kept; with what has been pruned since, it is to be written again. */
  #kept = 0;
  #isKeptTorn = false;
  /** What went with projections that were given up, and is yet to be told. */
  readonly #gone = new Set<string>();
  readonly #goneDevices = new Set<string>();

  /** Goes on from what is kept, where that is of this log and of this shape, and not beyond `head`; `warn` hears when it is not. [PRJ-7] */
  constructor(keeping?: Keeping, head = 0, warn: (sentence: string) => void = () => {}) {
    this.#keeping = keeping;
    this.#standing = new FoldLine(keeping);
    const kept = keeping?.load(head);
    if (kept === undefined) return;
    if (this.#standing.restore(kept.at, kept.text)) this.#kept = kept.at;
    else {
      keeping?.clear();
      warn("what was kept of the projections is of another shape: the log is folded anew");
    }
  }

  get projections(): Projections {
    return this.#standing.projections;
  }

  /** The last entry folded, or passed over. */
  get at(): number {
    return this.#standing.at;
  }

  /** What has yet to come to `head`: first what answers, then what is folded anew beside it. */
  behind(head: number): FoldLine | undefined {
    return [this.#standing, this.#anew].find((line) => line !== undefined && line.at < head);
  }

  /**
   * Folds entries in log order, up to `reached`; false when the line has left the place they were read behind. Entries are numbered without a hole, so those between were
   * pruned before they were read.
   */
  apply(entries: readonly ListedEntry[], reached: number, line = this.#standing, after = line.at): boolean {
    if ((line !== this.#standing && line !== this.#anew) || line.at !== after) return false;
    const first = entries[0]?.entry ?? reached + 1;
    if (first > after + 1) this.prune(first - 1);
    line.apply(entries, reached);
    this.#succeed();
    return true;
  }

  /** Entries up to `upTo` are gone from the log. [PRJ-6] */
  prune(upTo: number): void {
    const line = this.#anew ?? this.#standing;
    if (upTo < line.at) this.#isKeptTorn = true;
    else {
      this.#keeping?.clear();
      this.#kept = upTo;
    }
    if (upTo >= this.#standing.at) this.#goWithout([], []);
    this.#standing.prune(upTo);
    this.#anew?.prune(upTo);
    this.#succeed();
  }

  /**
   * A session was deleted from the log: it is gone at once, and what is left is folded anew beside what stands, so that in the end nothing is remembered of it anywhere.
   * Nothing is left of it in what is kept. [PRJ-9]
   */
  remove(sessionId: string): void {
    this.#standing.projections.forget(sessionId);
    this.#standing.leaveShelf();
    this.#keeping?.clear();
    this.#kept = 0;
    this.#anew = new FoldLine(this.#keeping);
    this.#succeed();
  }

  /** What was folded anew takes the place of what stood, once it has come as far. */
  #succeed(): void {
    const { projections, at } = this.#anew ?? {};
    if (this.#anew === undefined || projections === undefined || (at ?? 0) < this.#standing.at) return;
    this.#goWithout(
      projections.sessions.ids(),
      projections.devices.all().map(({ deviceId }) => deviceId),
    );
    this.#standing = this.#anew;
    this.#anew = undefined;
  }

  /** Of what stands only these are left. */
  #goWithout(sessions: readonly string[], devices: readonly string[]): void {
    const { projections } = this.#standing;
    const [left, leftDevices] = [new Set(sessions), new Set(devices)];
    const ids = [...projections.sessions.ids(), ...projections.sessions.changes(0).gone];
    for (const sessionId of ids) if (!left.has(sessionId)) this.#gone.add(sessionId);
    const deviceIds = [
      ...projections.devices.all().map(({ deviceId }) => deviceId),
      ...projections.devices.changes().gone,
    ];
    for (const deviceId of deviceIds) if (!leftDevices.has(deviceId)) this.#goneDevices.add(deviceId);
  }

  /** Writes down what stands, when that has become worth it: `atRest` says that nothing comes just now, "end" that nothing will. [PRJ-7] */
  keep(when: "busy" | "atRest" | "end"): void {
    if (this.#keeping === undefined) return;
    // After a deletion only what is folded without the session.
    const { at, projections } = this.#anew ?? this.#standing;
    const since = at - this.#kept;
    const least = { busy: keptEntries, atRest: keptAtRest, end: 1 }[when];
    if (since < least && !(this.#isKeptTorn && when !== "busy")) return;
    this.#kept = at;
    this.#isKeptTorn = false;
    this.#keeping.save(at, (say) => projections.save(say));
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
      at: this.at,
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
      at: this.at,
      sessions: own.flatMap((summary) => (summary === undefined ? [] : JSON.stringify(summary))),
      devices: sessionId === undefined ? devices.all().map((device) => JSON.stringify(device)) : [],
    };
  }
}
