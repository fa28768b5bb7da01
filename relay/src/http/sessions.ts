import { reject, type SessionSummary } from "@lighty/protocol";
import type { SessionList } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import { RelayError } from "../errors.ts";
import { cursorAt, type EventLog } from "../log/event-log.ts";
import { readCursor, readLimit } from "./query.ts";

/** `GET /api/v1/sessions?after&limit`, newest first, and `GET /api/v1/sessions/:id`. `next` is null on the last page. */
export function serveSessions(app: FastifyInstance, log: EventLog, list: SessionList): void {
  app.get<{ Querystring: { after?: unknown; limit?: unknown } }>("/api/v1/sessions", async ({ query }) => {
    const limit = readLimit(query.limit);
    const { sessions, hasMore } = list.page(limit, readCursor(log, "after", query.after));
    const last = sessions.at(-1);
    return { sessions, next: hasMore && last !== undefined ? cursorAt(log, last.firstEntry) : null };
  });

  app.get<{ Params: { id: string } }>("/api/v1/sessions/:id", async ({ params }) => knownSession(list, params.id));
}

/** The summary, or a refusal that names the session. */
export function knownSession(list: SessionList, sessionId: string): SessionSummary {
  const session = list.summary(sessionId);
  if (session !== undefined) return session;
  throw new RelayError(reject("session_unknown", `no session ${JSON.stringify(sessionId.slice(0, 80))} is known here`));
}
