import type { FastifyInstance } from "fastify";
import type { Bookmarks } from "../bookmarks.ts";
import { notDeleted } from "../errors.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { unknownSession } from "./sessions.ts";

/**
 * `POST /api/v1/purge`: empties the log, for whoever may change things. The projections forget with it, and dashboards are told that their
 * sessions are gone. What was held stays held, so no device sends it again; numbers and cursors go on; paired devices stay paired.
 */
export function servePurge(app: FastifyInstance, log: EventLog, views: Views, bookmarks: Bookmarks): void {
  serveRemoval(app, log, views);
  app.post("/api/v1/purge", { config: { scope: "control" } }, async (_request, reply) => {
    await log.purge().catch((error: unknown) => {
      throw notDeleted(error);
    });
    bookmarks.forget(null);
    await forgotten(views);
    return reply.code(204).send();
  });
}

/**
 * `POST /api/v1/sessions/:id/delete`: deletes one session, for whoever may change things, and answers how many entries went and how many of them other
 * sessions have lost. Every frame that names it goes; what was held stays held, so no device sends it again. [PRJ-9]
 */
function serveRemoval(app: FastifyInstance, log: EventLog, views: Views): void {
  app.post<{ Params: { id: string } }>(
    "/api/v1/sessions/:id/delete",
    { config: { scope: "control" } },
    async ({ params }) => {
      const removal = await log.remove(params.id).catch((error: unknown) => {
        throw notDeleted(error);
      });
      if (removal === null) return unknownSession(params.id);
      await forgotten(views);
      return removal;
    },
  );
}

/** It answers once it has forgotten as well, in memory and beside the log; one that is away forgets before it begins. */
async function forgotten(views: Views): Promise<void> {
  await views.ask("found", {}).catch(() => undefined);
}
