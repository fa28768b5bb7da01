import type { Role, SocketPorts } from "@lighty/protocol";
import { type RoomDown, RoomLink, type RoomState } from "@lighty/protocol/room";
import { nodePorts } from "../src/devices/node-ports.ts";
import { Line, type LineOptions } from "./line.ts";
import { token } from "./open-relay.ts";

export const roomHello = {
  type: "hello",
  v: 1,
  room: "gym",
  deviceId: "phone0001",
  role: "phone",
  bootId: "boot-1",
} as const;
export const watchHello = { ...roomHello, deviceId: "watch0001", role: "watch" } as const;

/** A link socket as bytes go over it. */
export function roomLine(host: string, options?: LineOptions): Line<RoomDown> {
  return new Line<RoomDown>(`ws://${host}/v1/link`, options);
}

/** One that has joined a room. */
export async function joinedLine(host: string, hello: object = roomHello): Promise<Line<RoomDown>> {
  const line = await roomLine(host).opened();
  line.say(hello);
  await line.next("joined");
  return line;
}

/** Wakes a test at whatever happens on the sockets it gave out, and can cut them. */
export class Wire {
  #wake: (() => void)[] = [];
  #open: { cut(): void }[] = [];

  ports(host: string): SocketPorts {
    const ports = nodePorts({ url: `ws://${host}/v1/link`, token });
    const then =
      <A extends unknown[]>(run: (...args: A) => void) =>
      (...args: A) => {
        run(...args);
        for (const wake of this.#wake.splice(0)) wake();
      };
    return {
      now: ports.now,
      // Backoff is the machine's own affair; here it would only make the minutes long.
      schedule: (delayMs, run) => ports.schedule(Math.min(delayMs, delayMs >= 10_000 ? delayMs : 20), then(run)),
      connect: ({ opened, message, closed }) => {
        let isCut = false;
        const heard = <A extends unknown[]>(run: (...args: A) => void) =>
          then((...args: A) => {
            if (!isCut) run(...args);
          });
        const socket = ports.connect({ opened: heard(opened), message: heard(message), closed: heard(closed) });
        this.#open.push({
          cut: () => {
            if (isCut) return;
            then(closed)();
            isCut = true;
            socket.close(1000, "cut by the test");
          },
        });
        return socket;
      },
    };
  }

  /** Every socket falls, as seen from the devices at once. */
  cut(): void {
    for (const socket of this.#open.splice(0)) socket.cut();
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((wake) => this.#wake.push(wake));
  }
}

export function roomLink(
  wire: Wire,
  host: string,
  role: Role,
  { room = "gym", bootId = "boot-1", changed = (_state: RoomState) => {} } = {},
): RoomLink {
  return new RoomLink({ room, deviceId: `${role}0001`, role, bootId, random: Math.random, changed }, wire.ports(host));
}
