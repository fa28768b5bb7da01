import { reject } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import { RelayError } from "../errors.ts";
import { cursorAt, type EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { notBoth, readCursor, readEntryNumber } from "./query.ts";
import { unknownSession } from "./sessions.ts";

/**
 * `GET /api/v1/sessions/:id/state?at=cursor&device=id|role`: the registers of each device, or of that one, as they stood after the entry
 * of the cursor, or after `entry`, its number; now without either. [PRJ-3]
 */
export function serveState(app: FastifyInstance, log: EventLog, views: Views): void {
  app.get<{ Params: { id: string }; Querystring: { at?: unknown; entry?: unknown; device?: unknown } }>(
    "/api/v1/sessions/:id/state",
    async ({ params: { id: sessionId }, query }) => {
      if (query.at !== undefined && query.entry !== undefined) throw notBoth("at", "entry");
      const entry = readCursor(log, "at", query.at) ?? readEntryNumber("entry", query.entry);
      const at = Math.min(entry ?? log.head, log.head);
      const device = query.device === undefined ? {} : { device: String(query.device) };
      const states = await views.ask("states", { sessionId, at, ...device });
      if (states === undefined) return unknownSession(sessionId);
      const { known, devices, earliest } = states;
      if (
        known.every(({ deviceId, role }) => query.device !== deviceId && query.device !== role) &&
        "device" in device
      ) {
        const all = known.map(({ deviceId, role }) => `${deviceId} (${role})`).join(", ") || "none";
        const sentence = `device is ${JSON.stringify(device.device).slice(0, 80)}; in this session there is ${all}`;
        throw new RelayError(reject("bad_query", sentence));
      }
      if (earliest !== undefined) {
        const sentence = `the entries that led to ${cursorAt(log, at)} are pruned; the first state that can be told is at ${cursorAt(log, earliest)}`;
        throw new RelayError(reject("bad_query", sentence));
      }
      return { sessionId, at: cursorAt(log, at), devices };
    },
  );
}
