import type { FastifyInstance, FastifyReply } from "fastify";
import { cursorAt, type EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { readFilter } from "../read-filter.ts";
import { encodeEntry } from "../stream/encode.ts";
import { notBoth, readCursor, readLimit } from "./query.ts";
import { knownSession } from "./sessions.ts";

interface Query {
  after?: unknown;
  before?: unknown;
  limit?: unknown;
  filter?: unknown;
}

/**
 * `GET /api/v1/sessions/:id/entries?after&limit&filter`, oldest first, or `before` for newest first; `GET /api/v1/entries` of all sessions.
 * `next` goes on in the same direction and is null where nothing more is known; `cursor` is where this page ends, to go on from live. A
 * filter that finds little may leave a page short of the limit, or empty, while there is a `next`.
 */
export function serveEntries(app: FastifyInstance, log: EventLog, views: Views): void {
  app.get<{ Params: { id: string }; Querystring: Query }>("/api/v1/sessions/:id/entries", async (request, reply) => {
    const { id: sessionId } = request.params;
    // Entries are read whatever becomes of the projections; only a session of which there are none has to be asked for.
    return answer(log, request.query, sessionId, reply, () => knownSession(views, sessionId));
  });
  app.get<{ Querystring: Query }>("/api/v1/entries", async ({ query }, reply) => answer(log, query, undefined, reply));
}

async function answer(
  log: EventLog,
  query: Query,
  sessionId: string | undefined,
  reply: FastifyReply,
  whenEmpty: () => Promise<unknown> = async () => {},
) {
  const { after, before, limit } = query;
  if (after !== undefined && before !== undefined) throw notBoth("after", "before");
  const to = readCursor(log, "before", before);
  const from = readCursor(log, "after", after) ?? 0;
  const filter = readFilter(query.filter);
  const page = await log.read({
    ...(to === undefined ? { after: from } : { before: to }),
    limit: readLimit(limit),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(filter === undefined ? {} : { filter }),
  });
  if (page.entries.length === 0) await whenEmpty();
  const cursor = `"${cursorAt(log, page.reached)}"`;
  const entries = page.entries.map(encodeEntry).join(",");
  // The frames go out as the text they came in, so the page is put together as text.
  return reply
    .type("application/json; charset=utf-8")
    .send(`{"entries":[${entries}],"next":${page.hasMore ? cursor : "null"},"cursor":${cursor}}`);
}
