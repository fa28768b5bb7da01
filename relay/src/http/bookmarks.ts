import { Bookmark, checkShape, reject } from "@lighty/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Bookmarks } from "../bookmarks.ts";
import { RelayError, refuse, storageFailed } from "../errors.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { readEntryNumber } from "./query.ts";
import { knownSession } from "./sessions.ts";

/** What is bookmarked, and where. */
export interface BookmarkRoutes {
  bookmarks: Bookmarks;
  /** An importId, or null for the relay's own sessions. */
  world: string | null;
  log: Pick<EventLog, "read">;
  views: Views;
  now(): number;
}

/** What a caller says of one; when it was set is the relay's to say. */
export const Setting = Bookmark.omit({ madeAt: true });

/** `GET /api/v1/sessions/:id/bookmarks`: by entry. */
export function serveBookmarks(app: FastifyInstance, { bookmarks, world, views }: BookmarkRoutes): void {
  app.get<{ Params: { id: string } }>("/api/v1/sessions/:id/bookmarks", async ({ params }) => {
    const { sessionId } = await knownSession(views, params.id);
    return { sessionId, bookmarks: bookmarks.list(world, sessionId) };
  });
}

type At = { Params: { import?: string; id: string; entry: string } };

/**
 * `POST .../sessions/:id/bookmarks` sets one at an entry of the session, or gives the one there other words; `POST
 * .../bookmarks/:entry/remove` takes it away. For whoever may change things: everybody who looks sees them. `prefix` is where the sessions
 * of a world are. [CAP-9]
 */
export function serveBookmarking(
  app: FastifyInstance,
  prefix: string,
  routesOf: (importId: string | undefined) => BookmarkRoutes,
): void {
  const control = { config: { scope: "control" as const } };
  app.post<At>(`${prefix}/sessions/:id/bookmarks`, control, async ({ params, body }) => {
    const { bookmarks, world, log, views, now } = routesOf(params.import);
    const setting = checkShape(Setting, body);
    if (!setting.ok) throw new RelayError(setting.rejection);
    const { sessionId } = await knownSession(views, params.id);
    const { entry, text } = setting.value;
    const { entries } = await log.read({ after: entry - 1, limit: 1, sessionId });
    if (entries[0]?.entry !== entry) throw new RelayError(reject("bad_query", `entry ${entry} is not of this session`));
    const bookmark = { entry, text, madeAt: now() };
    if (!kept(() => bookmarks.keep(world, sessionId, bookmark)))
      throw refuse("limit_reached", "the session has as many bookmarks as it may; remove one first");
    return bookmark;
  });
  app.post<At>(`${prefix}/sessions/:id/bookmarks/:entry/remove`, control, async ({ params }, reply: FastifyReply) => {
    const { bookmarks, world } = routesOf(params.import);
    const entry = readEntryNumber("entry", params.entry) ?? 0;
    if (!kept(() => bookmarks.remove(world, params.id, entry)))
      throw refuse("not_found", `entry ${entry} has no bookmark`);
    return reply.code(204).send();
  });
}

function kept<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw storageFailed(error);
  }
}
