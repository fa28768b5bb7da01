import type { WebSocket } from "@fastify/websocket";
import { reject } from "@lighty/protocol";
import { roomHeldBytes } from "@lighty/protocol/room";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { RelayError, refuse } from "../errors.ts";
import { closeWith, keepAlive, sayTo, speakForFraming } from "../socket.ts";
import type { Connected, Connection } from "./connected.ts";
import type { Doors } from "./doors.ts";
import { callerOf } from "./gatekeeper.ts";
import { LinkSession } from "./link-session.ts";
import type { Rooms } from "./rooms.ts";
import type { Grant } from "./scope.ts";

export interface LinkSocketOptions {
  rooms: Rooms;
  /** Who is in a room: a device that is revoked is cut here, too. */
  inRooms: Connected;
  doors: Doors;
  helloTimeoutMs: number;
  pingIntervalMs: number;
}

/** A device that does not read is out of range: what it was owed waits in its room. One that comes back may be owed all that a room holds. */
const mostBufferedBytes = 4 * roomHeldBytes;

/**
 * `/v1/link`: two devices in a room speak to each other as over WatchConnectivity. Packets hold health values whole, so a line that others can
 * hear is refused before the upgrade. `/v1/replay/link`: a replay speaks to a device that has allowed it. [ROOM-1] [ROOM-2] [ROOM-7]
 */
export function serveLink(app: FastifyInstance, options: LinkSocketOptions): void {
  for (const url of ["/v1/link", "/v1/replay/link"]) {
    const isReplay = url !== "/v1/link";
    app.route({
      method: "GET",
      url,
      config: { scope: isReplay ? "control" : "publish" },
      preValidation: async (request) => {
        if (!options.doors.takesSecrets(callerOf(request))) throw new RelayError(reject("clear_line"));
      },
      handler: async () => {
        throw refuse("bad_shape", `${url} is a WebSocket; a plain GET has no answer`);
      },
      wsHandler: (socket, request) => attend(socket, request, { ...options, isReplay }),
    });
  }
}

function attend(socket: WebSocket, request: FastifyRequest, options: LinkSocketOptions & { isReplay: boolean }): void {
  const { rooms, inRooms, helloTimeoutMs, pingIntervalMs, isReplay } = options;
  const { deviceId, ended } = request.grant as Grant;
  speakForFraming(socket);
  keepAlive(socket, pingIntervalMs);
  const connection: Connection = { ended, close: (rejection) => closeWith(socket, rejection) };
  const session = new LinkSession(
    rooms,
    { deviceId, isReplay, ended },
    {
      say: sayTo(socket, { mostBytes: mostBufferedBytes, cut: () => session.end() }),
      close: connection.close,
      joined: ({ deviceId }) => {
        clearTimeout(helloTimer);
        inRooms.add(deviceId, connection);
        socket.on("close", () => inRooms.remove(deviceId, connection));
      },
    },
  );
  const helloTimer = setTimeout(() => closeWith(socket, reject("hello_timeout")), helloTimeoutMs);

  socket.on("message", (data, isBinary) => {
    // What follows a refusal on its way out is not looked at.
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) return closeWith(socket, reject("bad_shape", "a device speaks text, not binary"));
    try {
      session.hear(data.toString());
    } catch {
      closeWith(socket, reject("internal"));
    }
  });
  socket.on("close", () => {
    clearTimeout(helloTimer);
    session.end();
  });
}
