import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Connections that have not shown a token; beyond, the one that has been silent about it for longest is let go. */
export const mostStrangers = 64;

/** Keeps those who have shown no token from using up what is there for those who have. */
export class Strangers {
  /** In the order they came. */
  readonly #sockets = new Set<Socket>();

  get count(): number {
    return this.#sockets.size;
  }

  /** Watches the connections of a server. */
  watch(server: Server, event: "connection" | "secureConnection" = "connection"): void {
    server.on(event, (socket: Socket) => this.meet(socket));
  }

  meet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const [oldest] = this.#sockets;
    if (this.#sockets.size <= mostStrangers || oldest === undefined) return;
    this.#sockets.delete(oldest);
    oldest.destroy();
  }

  known(socket: Socket): void {
    this.#sockets.delete(socket);
  }
}
