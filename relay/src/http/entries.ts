import type { FastifyInstance, FastifyReply } from "fastify";
import { cursorAt, type EventLog, pageLetters } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { readFilter } from "../read-filter.ts";
import { encodeEntry } from "../stream/encode.ts";
import { notBoth, readCursor, readEntryNumber, readLimit } from "./query.ts";
import { knownSession } from "./sessions.ts";

interface Query {
  after?: unknown;
  before?: unknown;
  from?: unknown;
  to?: unknown;
  limit?: unknown;
  filter?: unknown;
  text?: unknown;
}

/**
 * `GET /api/v1/sessions/:id/entries?after&limit&filter&text`, oldest first, or `before` for newest first; `GET /api/v1/entries` of all sessions.
 * `next` goes on in the same direction and is null where nothing more is known; `cursor` is where this page ends, to go on from live. A
 * filter that finds little may leave a page short of the limit, or empty, while there is a `next`; frames that are large together leave it short,
 * too. Who knows the number of an entry and no cursor reads `from` it on, or back from `to` it; `reached` is the number of the entry where the page ends.
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
  const filter = readFilter(query.filter, query.text);
  const page = await log.read({
    ...whereTo(log, query),
    limit: readLimit(query.limit),
    mostLetters: pageLetters,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(filter === undefined ? {} : { filter }),
  });
  if (page.entries.length === 0) await whenEmpty();
  const cursor = `"${cursorAt(log, page.reached)}"`;
  const entries = page.entries.map(encodeEntry).join(",");
  // The frames go out as the text they came in, so the page is put together as text.
  return reply
    .type("application/json; charset=utf-8")
    .send(
      `{"entries":[${entries}],"next":${page.hasMore ? cursor : "null"},"cursor":${cursor},"reached":${page.reached}}`,
    );
}

/** The place a page begins at, and which way it goes. */
function whereTo(log: EventLog, query: Query): { after: number } | { before: number } {
  const given = (["after", "before", "from", "to"] as const).filter((name) => query[name] !== undefined);
  const [place, other] = given;
  if (place !== undefined && other !== undefined) throw notBoth(place, other);
  switch (place) {
    case "before":
      return { before: readCursor(log, place, query.before) ?? 0 };
    case "from":
      return { after: Math.max(0, (readEntryNumber(place, query.from) ?? 1) - 1) };
    case "to":
      return { before: Math.min(log.head, readEntryNumber(place, query.to) ?? 0) + 1 };
    default:
      return { after: readCursor(log, "after", query.after) ?? 0 };
  }
}
