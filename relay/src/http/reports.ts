import type { FastifyInstance } from "fastify";
import type { Views } from "../projections/views.ts";
import { readLimit } from "./query.ts";
import { knownSession } from "./sessions.ts";

type Of = { Params: { id: string }; Querystring: { limit?: unknown } };

/**
 * What the projections say of one session: `GET /api/v1/sessions/:id/findings`, `/delivery?limit` (so many of the latest paths, newest
 * first) and `/divergence`.
 */
export function serveReports(app: FastifyInstance, views: Views): void {
  app.get<Of>("/api/v1/sessions/:id/findings", async ({ params }) => {
    const { sessionId, findings } = await knownSession(views, params.id);
    return { sessionId, findings };
  });
  app.get<Of>("/api/v1/sessions/:id/delivery", async ({ params, query }) => {
    const limit = readLimit(query.limit);
    const { sessionId } = await knownSession(views, params.id);
    return views.ask("delivery", { sessionId, limit });
  });
  app.get<Of>("/api/v1/sessions/:id/divergence", async ({ params }) => {
    const { sessionId } = await knownSession(views, params.id);
    return (await views.ask("divergence", { sessionId })) ?? { sessionId, devices: [], partings: [] };
  });
}
