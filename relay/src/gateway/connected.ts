import type { Rejection } from "@lighty/protocol";

/** One open socket of a device. */
export interface Connection {
  /** Why the token that opened it is good no longer; null while it is. */
  ended(): Rejection | null;
  close(rejection: Rejection): void;
}

/** Which devices have a socket open: one that reconnects may for a moment have two. */
export class Connected {
  readonly #connections = new Map<string, Set<Connection>>();

  get size(): number {
    return this.#connections.size;
  }

  has(deviceId: string): boolean {
    return this.#connections.has(deviceId);
  }

  add(deviceId: string, connection: Connection): void {
    const open = this.#connections.get(deviceId);
    if (open === undefined) this.#connections.set(deviceId, new Set([connection]));
    else open.add(connection);
  }

  remove(deviceId: string, connection: Connection): void {
    const open = this.#connections.get(deviceId);
    open?.delete(connection);
    if (open?.size === 0) this.#connections.delete(deviceId);
  }

  /** Ends every socket of a device, and says why. */
  cut(deviceId: string, rejection: Rejection): void {
    const open = this.#connections.get(deviceId) ?? [];
    this.#connections.delete(deviceId);
    for (const connection of open) connection.close(rejection);
  }

  /** Ends those sockets of a device whose token has ended, and says why. [PAIR-1] */
  cutEnded(deviceId: string): void {
    for (const connection of [...(this.#connections.get(deviceId) ?? [])]) {
      const ended = connection.ended();
      if (ended === null) continue;
      this.remove(deviceId, connection);
      connection.close(ended);
    }
  }
}
