import { reject } from "@lighty/protocol";
import type { Filter } from "@lighty/protocol/filter";
import { type Projections, StateFold } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import { RelayError } from "../errors.ts";
import { cursorAt, type EventLog } from "../log/event-log.ts";
import { readCursor } from "./query.ts";
import { knownSession } from "./sessions.ts";

const pageEntries = 512;

/**
 * `GET /api/v1/sessions/:id/state?at=cursor&device=id|role`: the registers of each device, or of that one, as they stood after the entry
 * of the cursor; now without one. [PRJ-3]
 */
export function serveState(app: FastifyInstance, log: EventLog, { sessions, states }: Projections): void {
  app.get<{ Params: { id: string }; Querystring: { at?: unknown; device?: unknown } }>(
    "/api/v1/sessions/:id/state",
    async ({ params, query }) => {
      const { sessionId } = knownSession(sessions, params.id);
      const at = readCursor(log, "at", query.at) ?? log.head;
      const all = states.devices(sessionId);
      const { device } = query;
      const wanted = all.filter(({ deviceId, role }) => device === undefined || device === deviceId || device === role);
      if (device !== undefined && wanted.length === 0) {
        const known = all.map(({ deviceId, role }) => `${deviceId} (${role})`).join(", ") || "none";
        const sentence = `device is ${JSON.stringify(device).slice(0, 80)}; in this session there is ${known}`;
        throw new RelayError(reject("bad_query", sentence));
      }
      const devices = [];
      for (const { deviceId, role } of wanted) {
        const fold = new StateFold(sessionId, deviceId, states.nearest(sessionId, deviceId, at));
        await foldUpTo(log, fold, sessionId, deviceId, states.nearest(sessionId, deviceId, at)?.entry ?? 0, at);
        const { state } = fold;
        if (state !== undefined) devices.push({ deviceId, role, ...state });
      }
      return { sessionId, at: cursorAt(log, at), devices };
    },
  );
}

async function foldUpTo(
  log: EventLog,
  fold: StateFold,
  sessionId: string,
  deviceId: string,
  from: number,
  upTo: number,
): Promise<void> {
  const filter: Filter = {
    op: "and",
    of: [
      { op: "is", field: "device", compare: "=", values: [deviceId] },
      { op: "is", field: "entry", compare: "<=", values: [upTo] },
    ],
  };
  let after = from;
  for (let hasMore = true; hasMore && after < upTo; ) {
    const page = await log.read({ after, limit: pageEntries, sessionId, filter });
    for (const entry of page.entries) fold.apply(entry);
    ({ hasMore, reached: after } = page);
  }
}
