import type { Server, Socket } from "node:net";

/** Connections that have not shown a token; beyond, the one that has been silent about it for longest is let go. */
export const mostStrangers = 64;

/** Keeps those who have shown no token from using up what is there for those who have. */
export class Strangers {
  /** In the order they came, by the two ends of their line: an encrypted one is a socket around another, and both have the same ends. */
  readonly #sockets = new Map<string, Socket>();

  get count(): number {
    return this.#sockets.size;
  }

  /** Watches the connections of a server, from the first byte on. */
  watch(server: Server): void {
    server.on("connection", (socket: Socket) => this.meet(socket));
  }

  meet(socket: Socket): void {
    const ends = endsOf(socket);
    this.#sockets.set(ends, socket);
    socket.once("close", () => this.#sockets.get(ends) === socket && this.#sockets.delete(ends));
    const [oldest] = this.#sockets;
    if (this.#sockets.size <= mostStrangers || oldest === undefined) return;
    this.#sockets.delete(oldest[0]);
    oldest[1].destroy();
  }

  /** The line of this socket, or of the one within it, has shown a token. */
  known(socket: Socket): void {
    this.#sockets.delete(endsOf(socket));
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
