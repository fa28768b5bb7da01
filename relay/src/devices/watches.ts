import { type Rejection, reject } from "@lighty/protocol";
import type { WatchDeed } from "./watch-deed.ts";
import type { SeatedWatch, Watchmaker, WatchPlace } from "./watchmaker.ts";

/** The watches that were brought into rooms from here, one a room. */
export class Watches {
  readonly #makers: ReadonlyMap<string, Watchmaker>;
  readonly #seated = new Map<string, { kind: string; watch: Promise<SeatedWatch> }>();

  constructor(makers: readonly Watchmaker[]) {
    this.#makers = new Map(makers.map((maker) => [maker.kind, maker]));
  }

  get kinds(): string[] {
    return [...this.#makers.keys()];
  }

  /** Resolves once it is in the room. */
  async bring(kind: string, place: WatchPlace): Promise<{ kind: string; deviceId: string } | Rejection> {
    const maker = this.#makers.get(kind);
    if (maker === undefined) {
      return reject(
        "bad_shape",
        `no watch of the kind ${JSON.stringify(kind)} is made here; there are ${this.kinds.join(", ")}`,
      );
    }
    if (this.#seated.has(place.room))
      return reject("role_taken", `room ${place.room} has a watch that was brought there`);
    const watch = maker.seat(place);
    this.#seated.set(place.room, { kind, watch });
    try {
      return { kind, deviceId: (await watch).deviceId };
    } catch (error) {
      this.#seated.delete(place.room);
      throw error;
    }
  }

  async act(room: string, deed: WatchDeed): Promise<Rejection | null> {
    const seated = this.#seated.get(room);
    if (seated === undefined) return nobody(room);
    return (await seated.watch).act(deed);
  }

  async dismiss(room: string): Promise<Rejection | null> {
    const seated = this.#seated.get(room);
    if (seated === undefined) return nobody(room);
    this.#seated.delete(room);
    await (await seated.watch).stop();
    return null;
  }

  async stop(): Promise<void> {
    await Promise.allSettled([...this.#seated.keys()].map((room) => this.dismiss(room)));
  }
}

function nobody(room: string): Rejection {
  return reject("not_found", `no watch was brought into room ${room}; POST /api/v1/rooms/${room}/watch brings one`);
}
