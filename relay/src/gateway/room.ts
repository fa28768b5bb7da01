import { randomBytes } from "node:crypto";
import { isReplayed, type Rejection, type Role, reject } from "@lighty/protocol";
import type { RoomHello } from "@lighty/protocol/room";
import { Agenda, FakeLink, type Fates, Random } from "@lighty/protocol/sim";
import { RealTime } from "../real-time.ts";
import { type RoomWeather, weatherAt } from "./room-weather.ts";
import { type Door, Seat } from "./seat.ts";

/** A room as its readers see it. */
export interface RoomSummary {
  room: string;
  /** Those who sit there, and those who did last. */
  devices: {
    role: Role;
    deviceId: string;
    isJoined: boolean;
    isReachable: boolean;
    /** It lets captures be played to it. */
    allowsReplay: boolean;
    /** Transfers of its own that have not arrived. */
    queued: number;
    sends: { message: number; userInfo: number; applicationContext: number };
  }[];
  weather: RoomWeather & { seed: string };
}

const roles = ["phone", "watch"] as const;

/** The simulator's link by the real clock, with a seat for each role. [ROOM-1] */
export class Room {
  readonly name: string;
  readonly #agenda = new Agenda();
  readonly #time = new RealTime(this.#agenda, 1);
  readonly #link: FakeLink;
  readonly #seats: Record<Role, Seat>;
  #weather: RoomWeather & { seed: string };

  constructor(name: string) {
    const life = randomBytes(8).toString("hex");
    this.name = name;
    this.#weather = { seed: life };
    this.#link = new FakeLink(this.#agenda, fatesOf(life), weatherAt(0, {}));
    this.#time.begin();
    this.#seats = { phone: new Seat(this.#link.phone, life), watch: new Seat(this.#link.watch, life) };
  }

  get isEmpty(): boolean {
    return roles.every((role) => !this.#seats[role].isTaken);
  }

  /** What the device on the seat says goes through the seat's methods, inside `meanwhile`. */
  sit(door: Door, hello: RoomHello): Seat | Rejection {
    const seat = this.#seats[hello.role];
    if (seat.isTaken && seat.deviceId !== hello.deviceId) {
      return reject(
        "role_taken",
        `${seat.deviceId} is the ${hello.role} in room ${this.name}; it would have to leave first`,
      );
    }
    const counterpart = this.#seats[hello.role === "phone" ? "watch" : "phone"];
    if (isReplayed(hello.deviceId)) {
      const refusal = this.#judgeReplay(counterpart);
      if (refusal !== null) return refusal;
    }
    this.meanwhile(() => {
      seat.sit(door, hello);
      const isUnwanted = isReplayed(counterpart.deviceId ?? "") && !seat.allowsReplay;
      if (counterpart.isTaken && isUnwanted) counterpart.evict(this.#unasked(seat));
    });
    return seat;
  }

  /** A replay speaks to a device that is there and has allowed it, or not at all. [ROOM-7] */
  #judgeReplay(device: Seat): Rejection | null {
    if (device.allowsReplay) return null;
    if (device.isTaken) return this.#unasked(device);
    const sentence = `no ${device.role} is in room ${this.name}; start its app there first, with replays allowed in its debug settings`;
    return reject("replay_refused", sentence);
  }

  #unasked({ deviceId, role }: Seat): Rejection {
    const sentence = `${deviceId}, the ${role} in room ${this.name}, does not allow replays; its user allows them in the debug app's settings, and it joins again`;
    return reject("replay_refused", sentence);
  }

  /** Does something in the room at the time that it is now. */
  meanwhile(act: () => void): void {
    this.#time.meanwhile(act);
  }

  /** From now on this is the weather, all of it; without a seed it gets a new one. [ROOM-5] */
  change(weather: RoomWeather): void {
    const seed = weather.seed ?? randomBytes(8).toString("hex");
    this.#weather = { ...weather, seed };
    this.meanwhile(() => this.#link.change(weatherAt(this.#agenda.now, weather), fatesOf(seed)));
  }

  summary(): RoomSummary {
    const devices = roles.flatMap((role) => {
      const { deviceId, isTaken, isReachable, allowsReplay, queued, sends } = this.#seats[role];
      return deviceId === null
        ? []
        : [{ role, deviceId, isJoined: isTaken, isReachable, allowsReplay, queued, sends: { ...sends } }];
    });
    return { room: this.name, devices, weather: this.#weather };
  }

  /** Nothing happens in it any more. */
  end(): void {
    this.#time.stop();
  }
}

/** Each packet's luck is its own: it does not depend on when the packet came, or on what else was on its way. [ROOM-5] */
function fatesOf(seed: string): Fates {
  return (role, channel, nth) => new Random(`${seed}/${role}/${channel}/${nth}`);
}
