import type { FastifyInstance } from "fastify";
import type { EventLog } from "../log/event-log.ts";

/** `GET /healthz`: up, and what a watchdog may know without a token. */
export function serveHealthz(app: FastifyInstance, log: EventLog): void {
  app.get("/healthz", { config: { isPublic: true } }, async () => ({
    status: log.trouble === null ? "ok" : "storage_failed",
    entries: log.head,
    quarantined: log.quarantined,
  }));
}
