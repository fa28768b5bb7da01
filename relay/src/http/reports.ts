import type { Projections } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import { readLimit } from "./query.ts";
import { knownSession } from "./sessions.ts";

type Of = { Params: { id: string }; Querystring: { limit?: unknown } };

/**
 * What the projections say of one session: `GET /api/v1/sessions/:id/findings`, `/delivery?limit` (so many of the latest paths, newest
 * first) and `/divergence`.
 */
export function serveReports(app: FastifyInstance, { sessions, delivery, divergence }: Projections): void {
  app.get<Of>("/api/v1/sessions/:id/findings", async ({ params }) => {
    const { sessionId, findings } = knownSession(sessions, params.id);
    return { sessionId, findings };
  });
  app.get<Of>("/api/v1/sessions/:id/delivery", async ({ params, query }) => {
    const { sessionId } = knownSession(sessions, params.id);
    return delivery.report(sessionId, readLimit(query.limit));
  });
  app.get<Of>("/api/v1/sessions/:id/divergence", async ({ params }) => {
    const { sessionId } = knownSession(sessions, params.id);
    return divergence.report(sessionId) ?? { sessionId, devices: [], partings: [] };
  });
}
