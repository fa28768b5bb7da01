import type { FastifyInstance } from "fastify";
import type { Imports } from "../captures/imports.ts";
import { refuse } from "../errors.ts";
import type { Rooms } from "../gateway/rooms.ts";
import type { EventLog } from "../log/event-log.ts";
import { ReplayDeed, ReplayOrder } from "../replay/replay-order.ts";
import { type ReplayMeans, Replays } from "../replay/replays.ts";
import { willing } from "../replay/willing.ts";
import { readBody } from "./json-body.ts";
import { ownOrigin } from "./own-origin.ts";

export interface ReplayRoutes {
  log: EventLog;
  imports: Imports;
  rooms: Rooms;
  /** Opens the doors of replays. [RPL-3] */
  controlToken: string;
  /** The relay's certificate, where its lines are encrypted. */
  ca?: string | undefined;
  newId(): string;
}

/**
 * `GET /api/v1/replays`: what is played and was played since the relay began, newest first, to be asked again and again while one runs.
 * `POST /api/v1/replays` begins one, `POST /api/v1/replays/:replay/tell` tells it to pause, go on, step, seek, change its rate or end.
 */
export function serveReplays(app: FastifyInstance, routes: ReplayRoutes): void {
  const { log, controlToken, ca, newId } = routes;
  const change = { config: { scope: "control" } } as const;
  const doors = () => ({ origin: ownOrigin(app, ca !== undefined), token: controlToken, ca });
  const replays = new Replays({ log, newId, now: () => Date.now(), doors });
  app.addHook("preClose", () => replays.stop());

  app.get("/api/v1/replays", async () => ({ replays: replays.all() }));

  app.post("/api/v1/replays", change, async ({ body }) => {
    const order = readBody(ReplayOrder, body);
    return replays.start(order, meansOf(order, routes));
  });

  app.post<{ Params: { replay: string } }>("/api/v1/replays/:replay/tell", change, async ({ params, body }) =>
    replays.tell(params.replay, readBody(ReplayDeed, body)),
  );
}

/** What an order leans on. Throws `not_found` for an import that is not there, and what is missing of a device. */
function meansOf(
  { session: sessionId, import: importId, target, room, as }: ReplayOrder,
  { log, imports, rooms }: ReplayRoutes,
): ReplayMeans {
  const source = importId === undefined ? log : imports.open(importId).log;
  if (target !== "device") return { source, sessionId };
  if (room === undefined || as === undefined)
    throw refuse("bad_shape", "a device is replayed to in a room: it takes room, and as, whom the replay plays");
  const found = willing(rooms.get(room)?.summary().devices ?? [], room, as === "phone" ? "watch" : "phone");
  if ("missing" in found) throw refuse("replay_refused", `${found.missing}: ${found.next}`);
  return { source, sessionId, deviceId: found.deviceId };
}
