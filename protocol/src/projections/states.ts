import { toVector } from "../have.ts";
import type { Role } from "../ids.ts";
import { ObservedDevice } from "../observe.ts";
import type { SessionState } from "../session.ts";
import type { ListedEntry } from "./listing.ts";
import { pairKeys } from "./pair-key.ts";
import { Recent } from "./recent.ts";
import type { Seen } from "./seen.ts";
import { type Checkpoint, MemoryShelf, type Shelf } from "./shelf.ts";

/** One device in one session. */
interface Track {
  readonly role: Role;
  /** Its first and its last entry. */
  readonly first: number;
  last: number;
  /** Entries since the last checkpoint. */
  since: number;
  /** Its beginning is not in the log any more: only a checkpoint can be gone on from. */
  isTorn: boolean;
}

/** Entries of a device in a session from one checkpoint to the next. */
const stride = 1_024;
const mostTracks = 8_192;

/**
 * Checkpoints of every device's state, one every so many of its entries: the state at any entry is the nearest one before it and a fold over
 * what lies between, so that a seek costs the same wherever it goes. [PRJ-2] [PRJ-3]
 */
export class States {
  readonly #tracks = new Recent<string, Track>(mostTracks, (key) => this.#shelf.drop(key));
  readonly #keyOf = pairKeys();
  #shelf: Shelf;

  constructor(shelf: Shelf = new MemoryShelf()) {
    this.#shelf = shelf;
  }

  /** A shelf in memory is saved with the rest; one that was handed in is kept by whoever did. */
  save() {
    return { tracks: this.#tracks, shelf: this.#shelf instanceof MemoryShelf ? this.#shelf : undefined };
  }

  restore({ tracks, shelf }: ReturnType<States["save"]>): void {
    this.#tracks.adopt(tracks);
    if (shelf !== undefined) this.#shelf = shelf;
  }

  /** Entries count under the sessions they are listed under, whatever they hold: these are what a seek reads. */
  apply({ entry, frame, sessions, device }: Seen): void {
    const { deviceId, role } = frame.observer;
    for (const sessionId of sessions) {
      const session = device.replica.sessions.get(sessionId);
      if (session === undefined) continue;
      const key = this.#keyOf(sessionId, deviceId);
      const track = this.#tracks.take(key, () => ({ role, first: entry, last: entry, since: 0, isTorn: false }));
      track.last = entry;
      if (++track.since < stride) continue;
      track.since = 0;
      this.#shelf.put(key, checkpointOf(session, entry));
    }
  }

  /**
   * Entries up to `upTo` are gone from the log: so are the checkpoints before, and one is taken now of what can no longer be folded from its
   * beginning. `stateOf` gives the state as it stands. [PRJ-6]
   */
  prune(upTo: number, stateOf: (sessionId: string, deviceId: string) => SessionState | undefined): void {
    for (const [key, track] of [...this.#tracks.entries()]) {
      const [sessionId, deviceId] = key.split(" ") as [string, string];
      if (track.last <= upTo) this.#drop(key);
      else if (track.first <= upTo) {
        track.isTorn = true;
        this.#shelf.drop(key, upTo);
        const session = stateOf(sessionId, deviceId);
        if (this.#shelf.earliest(key) !== undefined || session === undefined) continue;
        track.since = 0;
        this.#shelf.put(key, checkpointOf(session, track.last));
      }
    }
  }

  /** A session with all its checkpoints. [PRJ-9] */
  forget(sessionId: string): void {
    for (const { deviceId } of this.devices(sessionId)) this.#drop(this.#keyOf(sessionId, deviceId));
  }

  /** The devices that took part in a session. */
  devices(sessionId: string): { deviceId: string; role: Role }[] {
    const found: { deviceId: string; role: Role }[] = [];
    for (const [key, { role }] of this.#tracks.entries()) {
      const [id, deviceId] = key.split(" ") as [string, string];
      if (id === sessionId) found.push({ deviceId, role });
    }
    return found;
  }

  /** The last checkpoint at an entry or before it. */
  nearest(sessionId: string, deviceId: string, entry: number): Checkpoint | undefined {
    return this.#shelf.nearest(this.#keyOf(sessionId, deviceId), entry);
  }

  /** The first entry whose state can be told: all of them, where it is 0. [PRJ-6] */
  earliest(sessionId: string, deviceId: string): number {
    const key = this.#keyOf(sessionId, deviceId);
    const track = this.#tracks.peek(key);
    return track?.isTorn === true ? (this.#shelf.earliest(key) ?? track.last) : 0;
  }

  #drop(key: string): void {
    this.#tracks.delete(key);
    this.#shelf.drop(key);
  }
}

/** Goes on from a checkpoint, or from nothing, over the entries of one device in log order. [PRJ-3] */
export class StateFold {
  readonly #sessionId: string;
  readonly #device: ObservedDevice;
  #entry: number;

  constructor(sessionId: string, deviceId: string, from?: Checkpoint) {
    this.#sessionId = sessionId;
    this.#device = new ObservedDevice(deviceId);
    this.#entry = from?.entry ?? 0;
    if (from === undefined) return;
    const { revision, digest, registers, have } = from;
    this.#device.replica.session(sessionId).receiveSnapshot({ sessionId, revision, digest, registers }, have);
  }

  apply({ entry, frame }: Pick<ListedEntry, "entry" | "frame">): void {
    if (frame.observer.deviceId !== this.#device.deviceId) return;
    this.#device.apply(frame);
    this.#entry = entry;
  }

  /** The session as it stands; undefined where the device does not know it. */
  get state(): Checkpoint | undefined {
    const session = this.#device.replica.sessions.get(this.#sessionId);
    return session === undefined ? undefined : checkpointOf(session, this.#entry);
  }
}

function checkpointOf(session: SessionState, entry: number): Checkpoint {
  const { revision, digest, registers, vector } = session;
  return { entry, revision, digest, registers: registers.toMap(), have: toVector(vector) };
}
