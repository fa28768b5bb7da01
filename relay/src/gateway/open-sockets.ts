import type { Socket } from "node:net";
import { type Rejection, reject } from "@lighty/protocol";
import type { Grant } from "./scope.ts";

/**
 * Sockets that may be open at once. A device has a tee and a place in a room, and beside them what fell before it came again and has not been missed yet.
 * Pages share a cookie; a token of the relay's own is shown by simulated devices and command lines. None of them can use up what is there for the others.
 */
export const mostSockets = { device: 32, pages: 256, token: 1_536, all: 2_048 } as const;

/** Counts the sockets behind each token, from before their upgrade until they close. */
export class OpenSockets {
  readonly #counts = new Map<string, number>();
  #all = 0;

  /** Null when there is room for one more, which then counts until it closes. */
  take({ deviceId, by }: Pick<Grant, "deviceId" | "by">, socket: Socket): Rejection | null {
    const [holder, most, whose] =
      deviceId !== null
        ? ([`device ${deviceId}`, mostSockets.device, deviceId] as const)
        : by === "cookie"
          ? (["pages", mostSockets.pages, "pages"] as const)
          : (["token", mostSockets.token, "the relay's own tokens"] as const);
    const count = this.#counts.get(holder) ?? 0;
    if (count >= most) return reject("too_many_sockets", `${most} sockets of ${whose} are open; close one first`);
    if (this.#all >= mostSockets.all) {
      return reject("too_many_sockets", `${mostSockets.all} sockets are open, and the relay keeps no more`);
    }
    this.#count(holder, 1);
    socket.once("close", () => this.#count(holder, -1));
    return null;
  }

  get size(): number {
    return this.#all;
  }

  #count(holder: string, by: 1 | -1): void {
    this.#all += by;
    const count = (this.#counts.get(holder) ?? 0) + by;
    if (count === 0) this.#counts.delete(holder);
    else this.#counts.set(holder, count);
  }
}
