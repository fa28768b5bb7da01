import type { FastifyInstance } from "fastify";
import { storageFailed } from "../errors.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";

/**
 * `POST /api/v1/purge`: empties the log, for whoever may change things. The projections forget with it, and dashboards are told that their
 * sessions are gone. What was held stays held, so no device sends it again; numbers and cursors go on; paired devices stay paired.
 */
export function servePurge(app: FastifyInstance, log: EventLog, views: Views): void {
  app.post("/api/v1/purge", { config: { scope: "control" } }, async (_request, reply) => {
    await log.purge().catch((error: unknown) => {
      throw storageFailed(error);
    });
    // It answers once it has forgotten as well, in memory and beside the log; one that is away forgets before it begins.
    await views.ask("found", {}).catch(() => undefined);
    return reply.code(204).send();
  });
}
