import { checkShape, parseJson, type Rejection, reject } from "@lighty/protocol";
import { type RoomHello, RoomUp, roomMessageBytes } from "@lighty/protocol/room";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";
import type { Door, Seat } from "./seat.ts";
import { wrongDoor } from "./speaker.ts";

export interface LinkSessionPorts extends Door {
  /** The device has said who it is, and may be it. */
  joined(hello: RoomHello): void;
}

/** Who is at the other end of the socket. */
export interface LinkCaller {
  /** The device that the token is bound to; null for the relay's own token. */
  deviceId: string | null;
  /** It came through the door of replays, which needs control. [ROOM-7] */
  isReplay: boolean;
  /** Why that token is good no longer, as it was when the socket was opened; null while it is. */
  ended(): Rejection | null;
}

/** One device's stay in a room, from hello to close, as far as it needs no socket. [ROOM-2] */
export class LinkSession {
  readonly #rooms: Rooms;
  readonly #caller: LinkCaller;
  readonly #ports: LinkSessionPorts;
  #place: { room: Room; seat: Seat } | null = null;
  #isOver = false;

  constructor(rooms: Rooms, caller: LinkCaller, ports: LinkSessionPorts) {
    this.#rooms = rooms;
    this.#caller = caller;
    this.#ports = ports;
  }

  hear(text: string): void {
    const json = parseJson(text, roomMessageBytes);
    const message = json.ok ? checkShape(RoomUp, json.value) : json;
    if (!message.ok) return this.#refuse(message.rejection);
    const said = message.value;
    if (said.type === "hello") return this.#join(said);
    if (this.#place === null) return this.#refuse(reject("hello_expected"));
    if (said.type === "ping") return this.#ports.say({ type: "pong" });
    const { room, seat } = this.#place;
    room.meanwhile(() => {
      if (said.type === "send") seat.send(said.channel, said.sendId, said.body);
      else if (said.type === "cancel") seat.cancel(said.sendIds);
      else seat.hear(said.n);
    });
  }

  /** The socket has fallen: its device is out of range. */
  end(): void {
    this.#isOver = true;
    const place = this.#place;
    this.#place = null;
    if (place === null) return;
    place.room.meanwhile(() => place.seat.leave());
    this.#rooms.left(place.room);
  }

  #join(hello: RoomHello): void {
    if (this.#place !== null) return this.#refuse(reject("bad_shape", "a socket says hello once"));
    const { deviceId: owner, isReplay } = this.#caller;
    const ended = this.#caller.ended();
    if (ended !== null) return this.#refuse(ended);
    const misplaced = wrongDoor([hello.deviceId], isReplay);
    if (misplaced !== null) return this.#refuse(misplaced);
    if (owner !== null && hello.deviceId !== owner) {
      const sentence = `the token is ${owner}'s, and the hello is of ${hello.deviceId}`;
      return this.#refuse(reject("foreign_observer", sentence));
    }
    const room = this.#rooms.open(hello.room);
    if ("code" in room) return this.#refuse(room);
    const door: Door = {
      say: (message) => this.#ports.say(message),
      // The seat is another's by now, or nobody's.
      close: (rejection) => {
        this.#place = null;
        this.#refuse(rejection);
      },
    };
    const seat = room.sit(door, hello);
    if ("code" in seat) return this.#refuse(seat);
    this.#place = { room, seat };
    this.#ports.joined(hello);
  }

  #refuse(rejection: Rejection): void {
    if (this.#isOver) return;
    this.end();
    this.#ports.close(rejection);
  }
}
