import { everything } from "@lighty/protocol/filter";
import { OutlineFold } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import type { EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { readFilter } from "../read-filter.ts";
import { readEntryNumber } from "./query.ts";
import { knownSession } from "./sessions.ts";

const pageEntries = 1_000;
/** A search is answered in parts: pages read for one of them. */
const mostPages = 16;

/**
 * `GET /api/v1/sessions/:id/outline?filter&from`: where each stretch of a session begins and what it holds, or of what a filter lets
 * through, from an entry on. The whole outline is at hand; a filter's is searched for, some thousand entries at a time: `next` is where to
 * ask from for the next part, null at the end. [PRJ-5]
 */
export function serveOutline(app: FastifyInstance, log: EventLog, views: Views): void {
  app.get<{ Params: { id: string }; Querystring: { filter?: unknown; from?: unknown } }>(
    "/api/v1/sessions/:id/outline",
    async ({ params: { id: sessionId }, query }) => {
      const from = readEntryNumber("from", query.from) ?? 0;
      const filter = readFilter(query.filter);
      const isWhole = filter === undefined && from <= 1;
      const kept = isWhole ? await views.ask("outline", { sessionId }) : undefined;
      if (kept !== undefined) return { outline: kept, next: null };
      const fold = new OutlineFold(sessionId);
      let after: number | null = Math.max(0, from - 1);
      for (let pages = 0; pages < mostPages && after !== null; pages++) {
        const page = await log.read({ after, limit: pageEntries, sessionId, filter: filter ?? everything });
        for (const entry of page.entries) fold.apply(entry);
        after = page.hasMore ? page.reached : null;
      }
      // Entries are searched whatever becomes of the projections; only a session of which none was found has to be asked for.
      if (fold.outline.entries === 0) await knownSession(views, sessionId);
      return { outline: fold.outline, next: after === null ? null : after + 1 };
    },
  );
}
