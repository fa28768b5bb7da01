import type { WebSocket } from "@fastify/websocket";
import { reject } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import { refuse, storageFailed } from "../errors.ts";
import type { Intake } from "../ingest/intake.ts";
import type { EventLog } from "../log/event-log.ts";
import { closeWith, keepAlive, speakForFraming } from "../socket.ts";
import { TeeSession } from "./tee-session.ts";

export interface TeeSocketOptions {
  helloTimeoutMs: number;
  pingIntervalMs: number;
}

/** Which devices have a tee open, and how often: a device that reconnects may for a moment have two. */
export class Connected {
  readonly #sockets = new Map<string, number>();

  has(deviceId: string): boolean {
    return this.#sockets.has(deviceId);
  }

  add(deviceId: string): void {
    this.#sockets.set(deviceId, (this.#sockets.get(deviceId) ?? 0) + 1);
  }

  remove(deviceId: string): void {
    const left = (this.#sockets.get(deviceId) ?? 1) - 1;
    if (left === 0) this.#sockets.delete(deviceId);
    else this.#sockets.set(deviceId, left);
  }
}

/** `/v1/tee`: devices send the frames their tees saw. [TEE-4] */
export function serveTee(
  app: FastifyInstance,
  log: EventLog,
  ingest: Intake,
  connected: Connected,
  options: TeeSocketOptions,
): void {
  app.route({
    method: "GET",
    url: "/v1/tee",
    handler: async () => {
      throw refuse("bad_shape", "/v1/tee is a WebSocket; a plain GET has no answer");
    },
    wsHandler: (socket) => attend(socket, log, ingest, connected, options),
  });
}

function attend(
  socket: WebSocket,
  log: EventLog,
  ingest: Intake,
  connected: Connected,
  { helloTimeoutMs, pingIntervalMs }: TeeSocketOptions,
): void {
  speakForFraming(socket);
  keepAlive(socket, pingIntervalMs);
  const session = new TeeSession(ingest, log, {
    say: (message) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(message)),
    close: (rejection) => closeWith(socket, rejection),
    now: () => Date.now(),
    pause: (isPaused) => (isPaused ? socket.pause() : socket.resume()),
  });
  const helloTimer = setTimeout(() => {
    if (session.deviceId === null) closeWith(socket, reject("hello_timeout"));
  }, helloTimeoutMs);

  let known: string | null = null;
  socket.on("message", (data, isBinary) => {
    // What follows a refusal on its way out is not looked at.
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) return closeWith(socket, reject("bad_shape", "a device speaks text, not binary"));
    session.hear(data as Buffer).catch((error: unknown) => closeWith(socket, storageFailed(error)));
    if (known === null && session.deviceId !== null) {
      known = session.deviceId;
      connected.add(known);
    }
  });
  socket.on("close", () => {
    clearTimeout(helloTimer);
    if (known !== null) connected.remove(known);
  });
}
