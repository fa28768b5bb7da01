import type { SessionList } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import { cursorAt, type EventLog } from "../log/event-log.ts";
import { encodeEntry } from "../stream/encode.ts";
import { notBoth, readCursor, readLimit } from "./query.ts";
import { knownSession } from "./sessions.ts";

interface Query {
  after?: unknown;
  before?: unknown;
  limit?: unknown;
}

/**
 * `GET /api/v1/sessions/:id/entries?after&limit`, oldest first, or `before` for newest first. `next` goes on in the same direction and is null
 * where nothing more is known; `cursor` is where this page ends, to go on from live.
 */
export function serveEntries(app: FastifyInstance, log: EventLog, list: SessionList): void {
  app.get<{ Params: { id: string }; Querystring: Query }>("/api/v1/sessions/:id/entries", async (request, reply) => {
    const { after, before, limit } = request.query;
    const { sessionId } = knownSession(list, request.params.id);
    if (after !== undefined && before !== undefined) throw notBoth("after", "before");
    const to = readCursor(log, "before", before);
    const from = readCursor(log, "after", after) ?? 0;
    const direction = to === undefined ? { after: from } : { before: to };
    const page = await log.read({ ...direction, limit: readLimit(limit), sessionId });
    const cursor = `"${cursorAt(log, page.reached)}"`;
    const entries = page.entries.map(encodeEntry).join(",");
    // The frames go out as the text they came in, so the page is put together as text.
    return reply
      .type("application/json; charset=utf-8")
      .send(`{"entries":[${entries}],"next":${page.hasMore ? cursor : "null"},"cursor":${cursor}}`);
  });
}
