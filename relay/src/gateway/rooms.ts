import { type Rejection, reject } from "@lighty/protocol";
import { Room } from "./room.ts";

/** So many rooms at once; of those that are empty the longest forgotten makes way for a new one. */
export const mostRooms = 16;
/** An empty room and what waits in it are kept for so long. */
const keepEmptyMs = 600_000;

/** The rooms that are open, by name. They live in memory: a relay that starts anew has none. */
export class Rooms {
  readonly #now: () => number;
  readonly #rooms = new Map<string, { room: Room; usedAt: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  all(): Room[] {
    this.#sweep();
    return [...this.#rooms.values()].map(({ room }) => room);
  }

  get(name: string): Room | undefined {
    this.#sweep();
    return this.#rooms.get(name)?.room;
  }

  /** The room of that name, made if need be. */
  open(name: string): Room | Rejection {
    this.#sweep();
    const found = this.#rooms.get(name);
    if (found !== undefined) {
      found.usedAt = this.#now();
      return found.room;
    }
    if (this.#rooms.size >= mostRooms) {
      const [oldest] = [...this.#rooms.values()].filter(({ room }) => room.isEmpty).sort((a, b) => a.usedAt - b.usedAt);
      if (oldest === undefined) return reject("too_many_rooms", `${mostRooms} rooms are in use, and there are no more`);
      this.#drop(oldest.room);
    }
    const room = new Room(name);
    this.#rooms.set(name, { room, usedAt: this.#now() });
    return room;
  }

  /** Someone left it: an empty room is kept for a while from now. */
  left(room: Room): void {
    const found = this.#rooms.get(room.name);
    if (found?.room === room) found.usedAt = this.#now();
  }

  end(): void {
    for (const { room } of this.#rooms.values()) room.end();
  }

  #sweep(): void {
    for (const { room, usedAt } of this.#rooms.values()) {
      if (room.isEmpty && this.#now() - usedAt >= keepEmptyMs) this.#drop(room);
    }
  }

  #drop(room: Room): void {
    room.end();
    this.#rooms.delete(room.name);
  }
}
