import { reject, type SessionSummary } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import { RelayError } from "../errors.ts";
import { cursorAt, type EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { readCursor, readLimit } from "./query.ts";

/** `GET /api/v1/sessions?after&limit`, newest first, and `GET /api/v1/sessions/:id`. `next` is null on the last page. */
export function serveSessions(app: FastifyInstance, log: EventLog, views: Views): void {
  app.get<{ Querystring: { after?: unknown; limit?: unknown } }>("/api/v1/sessions", async ({ query }) => {
    const limit = readLimit(query.limit);
    const before = readCursor(log, "after", query.after);
    const { sessions, hasMore } = await views.ask("sessions", { limit, ...(before === undefined ? {} : { before }) });
    const last = sessions.at(-1);
    return { sessions, next: hasMore && last !== undefined ? cursorAt(log, last.firstEntry) : null };
  });

  app.get<{ Params: { id: string } }>("/api/v1/sessions/:id", async ({ params }) => knownSession(views, params.id));
}

/** The summary, or a refusal that names the session. */
export async function knownSession(views: Views, sessionId: string): Promise<SessionSummary> {
  return (await views.ask("session", { sessionId })) ?? unknownSession(sessionId);
}

export function unknownSession(sessionId: string): never {
  throw new RelayError(reject("session_unknown", `no session ${JSON.stringify(sessionId.slice(0, 80))} is known here`));
}
