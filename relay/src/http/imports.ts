import type { IncomingMessage } from "node:http";
import Fastify, { type FastifyInstance } from "fastify";
import type { Bookmarks } from "../bookmarks.ts";
import type { Imported } from "../captures/imported.ts";
import type { Imports } from "../captures/imports.ts";
import type { World } from "../captures/open-worlds.ts";
import { refuse } from "../errors.ts";
import { Builds } from "../gateway/builds.ts";
import { Clocks } from "../gateway/clocks.ts";
import { FanOut } from "../stream/fan-out.ts";
import { attend, readQuery } from "../stream/live-socket.ts";
import { answerError } from "./answer-error.ts";
import { serveBookmarking, serveBookmarks } from "./bookmarks.ts";
import { captureContent, serveCaptures } from "./captures.ts";
import { serveEntries } from "./entries.ts";
import { serveOutline } from "./outline.ts";
import { serveReports } from "./reports.ts";
import { serveSessions } from "./sessions.ts";
import { serveState } from "./state.ts";

type Of = { Params: { import: string; "*": string } };

/**
 * `POST /api/v1/import?name&cut=accept` takes a capture in, whole or not at all; `GET /api/v1/imports` lists what was taken in, `POST
 * /api/v1/imports/:import/remove` forgets one. Below `/api/v1/imports/:import/` every resource of sessions and entries is there again, the
 * capture and the live socket, too: a reader of the relay reads an import by another beginning of its addresses. [CAP-6]
 */
export function serveImports(
  app: FastifyInstance,
  imports: Imports,
  bookmarks: Bookmarks,
  pingIntervalMs: number,
): void {
  // Handed on as it comes: what it opens to is counted on the way.
  app.addContentTypeParser(captureContent, (_request, payload, done) => done(null, payload));

  app.post<{ Querystring: { name?: unknown; cut?: unknown } }>(
    "/api/v1/import",
    { config: { scope: "control", contentType: captureContent } },
    async (request, reply) => {
      const { name, cut } = request.query;
      if (cut !== undefined && cut !== "accept") throw refuse("bad_query", "cut is accept, or left out");
      const body = request.body as IncomingMessage;
      const options = { name: readName(name), takesCut: cut === "accept" };
      try {
        const bytes = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
        return await imports.take(bytes, options);
      } catch (error) {
        // The rest of a refused body is nobody's.
        reply.header("connection", "close");
        body.resume();
        throw error;
      }
    },
  );

  app.get("/api/v1/imports", async () => ({ imports: imports.all() }));

  app.post<Of>("/api/v1/imports/:import/remove", { config: { scope: "control" } }, async ({ params }, reply) => {
    await imports.remove(params.import);
    return reply.code(204).send();
  });

  const shelves = new WeakMap<World, Shelf>();
  const shelfOf = (importId: string) => {
    const world = imports.open(importId);
    const shelf = shelves.get(world) ?? openShelf(world, imports.get(importId), bookmarks);
    shelves.set(world, shelf);
    return shelf;
  };

  app.route<Of & { Querystring: Parameters<typeof readQuery>[0] }>({
    method: "GET",
    url: "/api/v1/imports/:import/live",
    preValidation: async ({ params, query }) => {
      shelfOf(params.import);
      readQuery(query);
    },
    handler: async () => {
      throw refuse("bad_shape", "this address is a WebSocket; a plain GET has no answer");
    },
    wsHandler: (socket, { params, query }) => {
      const { world, fanOut } = shelfOf(params.import);
      attend(socket, world.log, fanOut, readQuery(query), pingIntervalMs);
    },
  });

  serveBookmarking(app, "/api/v1/imports/:import", (importId = "") => {
    const { world } = shelfOf(importId);
    return { bookmarks, world: importId, ...world, now: () => Date.now() };
  });

  app.get<Of>("/api/v1/imports/:import/*", async ({ params, raw }, reply) => {
    const { reading } = shelfOf(params.import);
    const url = (raw.url ?? "").replace(/^\/api\/v1\/imports\/[^/?]*\//, "/api/v1/");
    const answer = await reading.inject({ method: "GET", url, payloadAsStream: true });
    reply.code(answer.statusCode);
    for (const name of ["content-type", "content-disposition", "retry-after"] as const) {
      const value = answer.headers[name];
      if (value !== undefined) reply.header(name, value);
    }
    return reply.send(answer.stream());
  });
}

interface Shelf {
  world: World;
  /** The reading half of a relay, reached from within alone. */
  reading: FastifyInstance;
  fanOut: FanOut;
}

function openShelf(world: World, { importId, devices }: Imported, bookmarks: Bookmarks): Shelf {
  const { log, views } = world;
  const reading = Fastify();
  reading.setErrorHandler(answerError);
  reading.setNotFoundHandler(() => {
    throw refuse("not_found");
  });
  serveSessions(reading, log, views);
  serveEntries(reading, log, views);
  serveReports(reading, views);
  serveState(reading, log, views);
  serveOutline(reading, log, views);
  const builds = new Builds();
  for (const device of devices) builds.note(device);
  serveCaptures(reading, {
    ...{ log, views, clocks: new Clocks(), builds, now: () => 0 },
    ...{ bookmarks, world: importId },
  });
  serveBookmarks(reading, { bookmarks, world: importId, log, views, now: () => 0 });
  return { world, reading, fanOut: new FanOut(log, views) };
}

function readName(name: unknown): string {
  if (name === undefined) return "a capture";
  if (typeof name === "string" && name.length <= 200) return name;
  throw refuse("bad_query", "name is a text of at most 200 characters");
}
