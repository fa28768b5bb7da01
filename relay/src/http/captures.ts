import { Readable } from "node:stream";
import { Redaction } from "@lighty/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Bookmarks } from "../bookmarks.ts";
import { capturedBookmarks } from "../captures/captured-bookmarks.ts";
import { compressor } from "../captures/compression.ts";
import { captureLog, type Recorded } from "../captures/log-capture.ts";
import type { Selection } from "../captures/selection.ts";
import { refuse } from "../errors.ts";
import type { Builds } from "../gateway/builds.ts";
import type { Clocks } from "../gateway/clocks.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { readFilter } from "../read-filter.ts";
import { knownSession } from "./sessions.ts";

/** A capture over HTTP, whatever it is compressed with. */
export const captureContent = "application/x-lighty-capture";

export interface CaptureRoutes {
  /** What people marked, and in which world this is. */
  bookmarks: Bookmarks;
  world: string | null;
  log: EventLog;
  views: Views;
  clocks: Clocks;
  builds: Builds;
  now(): number;
}

interface Query {
  device?: unknown;
  from?: unknown;
  to?: unknown;
  filter?: unknown;
  redact?: unknown;
  as?: unknown;
}

const endings = { ndjson: "none", "ndjson.gz": "gzip", "ndjson.zst": "zstd" } as const;

/**
 * `GET /api/v1/sessions/:id/capture` and `GET /api/v1/capture` of all sessions: what the log holds as a capture, streamed. `device` is a
 * deviceId or a role, `from` and `to` are milliseconds of the observer's session clock, `filter` is in the filter language. `redact` is
 * `health` unless it is said otherwise; `as` is `ndjson`, `ndjson.gz` (unless it is said otherwise) or `ndjson.zst`. [CAP-1] [CAP-5]
 */
export function serveCaptures(app: FastifyInstance, routes: CaptureRoutes): void {
  app.get<{ Params: { id: string }; Querystring: Query }>("/api/v1/sessions/:id/capture", async (request, reply) => {
    const { sessionId, devices, entries } = await knownSession(routes.views, request.params.id);
    const { bookmarks, world, log } = routes;
    const marked = await capturedBookmarks(bookmarks, world, log, sessionId);
    const recorded = { ...(await about(routes, devices)), counts: { frames: entries, sessions: 1 }, bookmarks: marked };
    return answer(routes.log, request.query, sessionId, recorded, reply);
  });
  app.get<{ Querystring: Query }>("/api/v1/capture", async ({ query }, reply) => {
    const { bookmarks, world, log } = routes;
    const marked = await capturedBookmarks(bookmarks, world, log);
    return answer(log, query, undefined, { ...(await about(routes)), bookmarks: marked }, reply);
  });
}

/** What is known of these devices, or of all: their builds and how far their clocks were off. [CAP-2] */
async function about(
  { views, clocks, builds, now }: CaptureRoutes,
  of?: readonly { deviceId: string }[],
): Promise<Recorded> {
  const wanted = of === undefined ? null : new Set(of.map(({ deviceId }) => deviceId));
  const devices = (await views.ask("devices", {})).filter(({ deviceId }) => wanted?.has(deviceId) ?? true);
  const clockSamples = devices.flatMap(({ deviceId }) => {
    const best = clocks.best(deviceId, now());
    if (best === null) return [];
    const { at, offsetMs, uncertaintyMs } = best;
    return [{ deviceId, at, offsetMs, uncertaintyMs }];
  });
  const named = devices.map((device) => namedDevice({ ...device, ...builds.of(device.deviceId) }));
  return { devices: named, clockSamples };
}

/** A device as a header names it. */
export function namedDevice({ deviceId, role, build }: Recorded["devices"][number]): Recorded["devices"][number] {
  return { deviceId, role, ...(build === undefined ? {} : { build }) };
}

function answer(
  log: EventLog,
  query: Query,
  sessionId: string | undefined,
  recorded: Recorded,
  reply: FastifyReply,
): FastifyReply {
  const selection: Selection = {
    sessionId,
    device: query.device === undefined ? undefined : String(query.device).slice(0, 64),
    from: readInstant("from", query.from),
    to: readInstant("to", query.to),
    filter: readFilter(query.filter),
  };
  const redaction = Redaction.safeParse(query.redact ?? "health");
  if (!redaction.success) throw refuse("bad_query", `redact is one of ${Redaction.options.join(", ")}`);
  const ending = String(query.as ?? "ndjson.gz");
  if (!isEnding(ending)) throw refuse("bad_query", `as is one of ${Object.keys(endings).join(", ")}`);
  const text = Readable.from(captureLog(log, selection, recorded, redaction.data));
  const through = compressor(endings[ending]);
  if (through !== undefined) text.on("error", (error) => through.destroy(error)).pipe(through);
  // Who leaves early must not leave the log being read.
  reply.raw.on("close", () => text.destroy());
  return reply
    .type(captureContent)
    .header("content-disposition", `attachment; filename="${sessionId ?? "all"}.${ending}"`)
    .send(through ?? text);
}

function isEnding(text: string): text is keyof typeof endings {
  return Object.hasOwn(endings, text);
}

function readInstant(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && /^\d{1,14}$/.test(value)) return Number(value);
  throw refuse("bad_query", `${name} is milliseconds of the session clock, up to 14 digits`);
}
