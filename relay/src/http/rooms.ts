import { Id } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { WatchDeed } from "../devices/watch-deed.ts";
import type { Watches } from "../devices/watches.ts";
import { RelayError, refuse } from "../errors.ts";
import type { Room } from "../gateway/room.ts";
import { RoomWeather } from "../gateway/room-weather.ts";
import type { Rooms } from "../gateway/rooms.ts";
import { readBody } from "./json-body.ts";
import { ownOrigin } from "./own-origin.ts";

export interface RoomRoutes {
  rooms: Rooms;
  watches: Watches;
  /** With it a watch that is brought into a room comes in as any device does. */
  token: string;
  /** The relay's certificate, where its lines are encrypted. */
  ca?: string | undefined;
}

type Of = { Params: { room: string } };

/** Which watch is wanted. */
export const WatchOrder = z.strictObject({ kind: z.string().max(40).optional() });

/**
 * `GET /api/v1/rooms` and `/rooms/:room`: who is in a room, what waits, and the weather. `POST /rooms/:room/weather` sets all of it anew.
 * `POST /rooms/:room/watch` brings a watch, `/watch/act` lets it do something, `/watch/leave` takes it away. [ROOM-1] [ROOM-5]
 */
export function serveRooms(app: FastifyInstance, { rooms, watches, token, ca }: RoomRoutes): void {
  const change = { config: { scope: "control" } } as const;
  app.get("/api/v1/rooms", async () => ({ rooms: rooms.all().map((room) => room.summary()), watches: watches.kinds }));

  app.get<Of>("/api/v1/rooms/:room", async ({ params }) => {
    const room = rooms.get(nameOf(params));
    if (room === undefined)
      throw refuse("not_found", `room ${params.room} is not open; it opens when a device joins it`);
    return room.summary();
  });

  app.post<Of>("/api/v1/rooms/:room/weather", change, async ({ params, body }) => {
    const weather = readBody(RoomWeather, body);
    const room = opened(rooms, nameOf(params));
    room.change(weather);
    return room.summary();
  });

  app.post<Of>("/api/v1/rooms/:room/watch", change, async ({ params, body }) => {
    const { kind = watches.kinds[0] ?? "" } = readBody(WatchOrder, body);
    const room = opened(rooms, nameOf(params));
    const sitting = room.summary().devices.find(({ role, isJoined }) => role === "watch" && isJoined);
    if (sitting !== undefined) throw refuse("role_taken", `${sitting.deviceId} is the watch in room ${room.name}`);
    const line = (path: string) => ({ url: `${ownOrigin(app, ca !== undefined)}${path}`, token, ca });
    const brought = await watches.bring(kind, { room: room.name, link: line("/v1/link"), tee: line("/v1/tee") });
    if ("code" in brought) throw new RelayError(brought);
    return brought;
  });

  app.post<Of>("/api/v1/rooms/:room/watch/act", change, async ({ params, body }, reply) => {
    const refusal = await watches.act(nameOf(params), readBody(WatchDeed, body));
    if (refusal !== null) throw new RelayError(refusal);
    return reply.code(204).send();
  });

  app.post<Of>("/api/v1/rooms/:room/watch/leave", change, async ({ params }, reply) => {
    const refusal = await watches.dismiss(nameOf(params));
    if (refusal !== null) throw new RelayError(refusal);
    return reply.code(204).send();
  });
}

function nameOf({ room }: Of["Params"]): string {
  if (Id.safeParse(room).success) return room;
  throw refuse("bad_query", "a room's name is 1 to 64 of a-z 0-9 . _ -, and begins with a letter or digit");
}

function opened(rooms: Rooms, name: string): Room {
  const room = rooms.open(name);
  if ("code" in room) throw new RelayError(room);
  return room;
}
