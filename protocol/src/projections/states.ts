import { toVector } from "../have.ts";
import type { Role } from "../ids.ts";
import { ObservedDevice } from "../observe.ts";
import type { RegisterMap, Vector } from "../packet.ts";
import type { SessionState } from "../session.ts";
import type { ListedEntry } from "./listing.ts";
import type { Seen } from "./seen.ts";

/** A session as a device held it after an entry. */
export interface Checkpoint {
  readonly entry: number;
  readonly revision: number;
  readonly digest: string;
  readonly registers: RegisterMap;
  readonly have: Vector;
}

interface Track {
  readonly role: Role;
  readonly checkpoints: Checkpoint[];
  /** Entries since the last of them. */
  since: number;
}

const firstStride = 1_024;
const mostCheckpoints = 1_024;

/**
 * Checkpoints of every device's state, one every so many of its entries: the state at any entry is the nearest one before it and a fold over
 * what lies between, so that a seek costs the same wherever it goes. Beyond a bound every second one goes and the rest stand twice as far
 * apart. [PRJ-2] [PRJ-3]
 */
export class States {
  readonly #tracks = new Map<string, Track>();
  #stride = firstStride;
  #count = 0;

  apply({ entry, frame, observation }: Seen): void {
    const { deviceId, role } = frame.observer;
    for (const session of observation.sessions) {
      const key = `${session.sessionId} ${deviceId}`;
      let track = this.#tracks.get(key);
      if (track === undefined) {
        track = { role, checkpoints: [], since: 0 };
        this.#tracks.set(key, track);
        if (this.#tracks.size > 8 * mostCheckpoints) this.#forget(this.#tracks.keys().next().value as string);
      }
      if (++track.since < this.#stride) continue;
      track.since = 0;
      track.checkpoints.push(checkpointOf(session, entry));
      if (++this.#count > mostCheckpoints) this.#thin();
    }
  }

  /** The devices that took part in a session. */
  devices(sessionId: string): { deviceId: string; role: Role }[] {
    const found: { deviceId: string; role: Role }[] = [];
    for (const [key, { role }] of this.#tracks) {
      const [id, deviceId] = key.split(" ") as [string, string];
      if (id === sessionId) found.push({ deviceId, role });
    }
    return found;
  }

  /** The last checkpoint at an entry or before it. */
  nearest(sessionId: string, deviceId: string, entry: number): Checkpoint | undefined {
    return this.#tracks.get(`${sessionId} ${deviceId}`)?.checkpoints.findLast((each) => each.entry <= entry);
  }

  #thin(): void {
    this.#stride *= 2;
    this.#count = 0;
    for (const { checkpoints } of this.#tracks.values()) {
      const kept = checkpoints.filter((_, index) => index % 2 === 1);
      checkpoints.splice(0, checkpoints.length, ...kept);
      this.#count += kept.length;
    }
  }

  #forget(key: string): void {
    this.#count -= this.#tracks.get(key)?.checkpoints.length ?? 0;
    this.#tracks.delete(key);
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
