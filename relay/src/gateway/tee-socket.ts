import type { WebSocket } from "@fastify/websocket";
import { reject } from "@lighty/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuse, storageFailed } from "../errors.ts";
import type { Intake } from "../ingest/intake.ts";
import type { EventLog } from "../log/event-log.ts";
import { closeWith, keepAlive, sayTo, speakForFraming } from "../socket.ts";
import type { Builds } from "./builds.ts";
import type { Clocks } from "./clocks.ts";
import type { Connected, Connection } from "./connected.ts";
import type { DeviceRegister } from "./device-register.ts";
import type { Doors } from "./doors.ts";
import { callerOf } from "./gatekeeper.ts";
import type { Grant } from "./scope.ts";
import { Speaker } from "./speaker.ts";
import type { TeeLines } from "./tee-lines.ts";
import { TeeSession } from "./tee-session.ts";

export interface TeeSocketOptions {
  log: EventLog;
  ingest: Intake;
  connected: Connected;
  register: DeviceRegister;
  clocks: Clocks;
  builds: Builds;
  teeLines: TeeLines;
  doors: Doors;
  helloTimeoutMs: number;
  pingIntervalMs: number;
}

/** Acknowledgements and refusals that a device has not read: a window of frames that are all refused stays far below. */
const mostBufferedBytes = 4 * 1_048_576;

/** `/v1/tee`: devices send the frames their tees saw; `/v1/replay/tee`: a replay does, in its own devices' names. [TEE-4] [RPL-3] */
export function serveTee(app: FastifyInstance, options: TeeSocketOptions): void {
  for (const url of ["/v1/tee", "/v1/replay/tee"]) {
    const isReplay = url !== "/v1/tee";
    app.route({
      method: "GET",
      url,
      config: { scope: isReplay ? "control" : "publish" },
      handler: async () => {
        throw refuse("bad_shape", `${url} is a WebSocket; a plain GET has no answer`);
      },
      wsHandler: (socket, request) => attend(socket, request, { ...options, isReplay }),
    });
  }
}

function attend(socket: WebSocket, request: FastifyRequest, options: TeeSocketOptions & { isReplay: boolean }): void {
  const { log, ingest, connected, register, clocks, builds, teeLines, doors } = options;
  const { helloTimeoutMs, pingIntervalMs, isReplay } = options;
  speakForFraming(socket);
  keepAlive(socket, pingIntervalMs);
  const grant = request.grant as Grant;
  const speaker = new Speaker(grant, register, doors.redacts(callerOf(request)), isReplay);
  const connection: Connection = { ended: grant.ended, close: (rejection) => closeWith(socket, rejection) };
  const session = new TeeSession(ingest, log, speaker, {
    say: sayTo(socket, { mostBytes: mostBufferedBytes }),
    close: connection.close,
    pause: (isPaused) => (isPaused ? socket.pause() : socket.resume()),
    greeted: (hello) => {
      const { deviceId } = hello;
      clearTimeout(helloTimer);
      builds.note(hello);
      connected.add(deviceId, connection);
      socket.on("close", () => {
        connected.remove(deviceId, connection);
        if (!connected.has(deviceId)) teeLines.ended(deviceId, Date.now());
      });
    },
    welcomed: (hello, acked) => {
      // Who was gone before the log had answered has no line that could end.
      if (!connected.has(hello.deviceId)) return;
      teeLines.welcomed(hello, { acked, isRedacted: speaker.redacts, now: Date.now() });
    },
    clock: ({ deviceId, bootId }, stamps) => void clocks.take(deviceId, bootId, stamps),
    now: () => Date.now(),
  });
  const helloTimer = setTimeout(() => closeWith(socket, reject("hello_timeout")), helloTimeoutMs);

  socket.on("message", (data, isBinary) => {
    // What follows a refusal on its way out is not looked at.
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) return closeWith(socket, reject("bad_shape", "a device speaks text, not binary"));
    session.hear(data as Buffer).catch((error: unknown) => closeWith(socket, storageFailed(error)));
  });
  socket.on("close", () => clearTimeout(helloTimer));
}
