import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import websocket from "@fastify/websocket";
import { reject } from "@lighty/protocol";
import { teeMessageBytes } from "@lighty/protocol/tee";
import Fastify, { type FastifyInstance, type RouteOptions } from "fastify";
import { answerBare } from "./bare-answer.ts";
import type { Bookmarks } from "./bookmarks.ts";
import { Imports } from "./captures/imports.ts";
import { type Certificate, fingerprintOf } from "./certificate.ts";
import { simulatedWatches } from "./devices/simulated-watch.ts";
import { Watches } from "./devices/watches.ts";
import type { Watchmaker } from "./devices/watchmaker.ts";
import { refuse } from "./errors.ts";
import { guard } from "./gateway/gatekeeper.ts";
import { Gateway } from "./gateway/gateway.ts";
import { serveLink } from "./gateway/link-socket.ts";
import { bodyBytes } from "./gateway/ndjson.ts";
import { serveTee } from "./gateway/tee-socket.ts";
import { answerError } from "./http/answer-error.ts";
import { serveApiDocuments } from "./http/api-documents.ts";
import { serveBookmarking, serveBookmarks } from "./http/bookmarks.ts";
import { serveCaptures } from "./http/captures.ts";
import { serveDevices } from "./http/devices.ts";
import { serveEntries } from "./http/entries.ts";
import { setHeaders } from "./http/headers.ts";
import { serveHealthz } from "./http/healthz.ts";
import { serveImports } from "./http/imports.ts";
import { serveIngest } from "./http/ingest.ts";
import { readJsonBodies } from "./http/json-body.ts";
import { serveLogin } from "./http/login.ts";
import { serveMetrics } from "./http/metrics.ts";
import { serveOutline } from "./http/outline.ts";
import { serveNothing, servePages } from "./http/page.ts";
import { servePairing } from "./http/pairing.ts";
import { servePurge } from "./http/purge.ts";
import { serveReplays } from "./http/replays.ts";
import { serveReports } from "./http/reports.ts";
import { serveRooms } from "./http/rooms.ts";
import { serveSessions } from "./http/sessions.ts";
import { serveState } from "./http/state.ts";
import { Ingest } from "./ingest/ingest.ts";
import type { Intake } from "./ingest/intake.ts";
import { BookmarkFile } from "./log/bookmark-file.ts";
import type { EventLog } from "./log/event-log.ts";
import { type Retention, usualRetention } from "./log/retention.ts";
import { SqliteLog } from "./log/sqlite-log.ts";
import { StillLog } from "./log/still-log.ts";
import { LogBookmarks } from "./log-bookmarks.ts";
import { LocalViews } from "./projections/local-views.ts";
import { ThreadViews } from "./projections/thread-views.ts";
import type { Views } from "./projections/views.ts";
import { openServer, tooSlow } from "./server.ts";
import { answerHandshake, closeWith, mostFragments } from "./socket.ts";
import { FanOut } from "./stream/fan-out.ts";
import { serveLive } from "./stream/live-socket.ts";
import { Writer } from "./writer/writer.ts";

export interface RelayOptions {
  token: string;
  /** Opens what changes things; without one nothing can be changed. */
  controlToken?: string;
  /** With one, every line is encrypted. */
  certificate?: Certificate | undefined;
  /** The address of the one interface that is open to the network, beside this machine's own; null when none is. */
  lan?: string | null;
  /** It runs in a container: who started that says where its port is published. */
  isContainer?: boolean;
  /** Where the log lives; or a log that is open already, or a writer that is being opened. */
  log: string | EventLog | Promise<Writer>;
  dashboardFolder: string;
  /** The phone app as it was exported for a browser. */
  phoneFolder: string;
  /** Of a log in a folder: an acknowledged frame outlives the loss of power, not only of the process. */
  isDurable?: boolean;
  /** Of a log in a folder: how long and how much is kept. */
  retention?: Retention;
  /** Of a log in a folder: empties it first. */
  purges?: boolean;
  /** Who brings watches into rooms; the first one unless another is asked for. */
  watchmakers?: readonly Watchmaker[];
  helloTimeoutMs?: number;
  pingIntervalMs?: number;
  /** Different wrong tokens that one address may try within a minute. */
  wrongTokens?: number;
}

export interface Relay {
  app: FastifyInstance;
  log: EventLog;
  gateway: Gateway;
  /** Everything that is served, as it was registered. */
  routes: readonly RouteOptions[];
  close(): Promise<void>;
}

const checkMs = 1_000;

/** An answer that is under way when the relay is told to stop has so long to be taken. */
const partingMs = 1_000;

/** More than devices at rest have on its way: the log is behind, and what can wait may make room for it. */
const busyBytes = 262_144;

/** Puts the rooms together. Does not listen: tests speak to `app` as it is. */
export async function buildRelay(options: RelayOptions): Promise<Relay> {
  const { token, certificate, helloTimeoutMs = 5_000, pingIntervalMs = 15_000 } = options;
  const { log, ingest, views, folder } = await openLog(options);
  const fanOut = new FanOut(log, views);
  const stalls = setInterval(() => fanOut.check(), checkMs).unref();

  const gateway = new Gateway({ ...options, relayId: log.id, token, folder, isTls: certificate !== undefined });
  const { access, connected, inRooms, register, rooms, clocks, builds, teeLines, doors } = gateway;
  const watches = new Watches(options.watchmakers ?? [simulatedWatches]);
  const app = Fastify({
    bodyLimit: bodyBytes,
    forceCloseConnections: "idle",
    clientErrorHandler: ({ code }: Error & { code?: string }, socket) =>
      answerBare(
        socket,
        refuse("bad_shape", code === "ERR_HTTP_REQUEST_TIMEOUT" ? tooSlow : "the request is not HTTP that can be read"),
      ),
    // Said by the guard, in the words of every other refusal.
    return503OnClosing: false,
    frameworkErrors: answerError,
    serverFactory: (handle) => openServer(handle, certificate),
    // What crosses is held to the protocol's own schemas; to load Fastify's compilers would be a seventh of the start.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
  });
  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  gateway.strangers.watch(app.server);
  readJsonBodies(app, bodyBytes);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw refuse("not_found");
  });
  setHeaders(app);
  await app.register(websocket, {
    options: { maxPayload: teeMessageBytes, maxFragments: mostFragments, perMessageDeflate: false },
    preClose: (done) => {
      for (const client of app.websocketServer.clients) closeWith(client, reject("shutting_down"));
      app.websocketServer.close(() => done());
    },
  });
  app.websocketServer.on("wsClientError", answerHandshake);
  guard(app, gateway);

  const patience = { helloTimeoutMs, pingIntervalMs };
  serveTee(app, { log, ingest, connected, register, clocks, builds, teeLines, doors, ...patience });
  serveLink(app, { rooms, inRooms, doors, ...patience });
  serveLive(app, log, fanOut, pingIntervalMs);
  serveHealthz(app, log);
  serveMetrics(app, { log, ingest, views, gateway, fanOut });
  serveApiDocuments(app);
  serveIngest(app, ingest, gateway);
  serveLogin(app, access);
  const fingerprint = certificate === undefined ? undefined : fingerprintOf(certificate);
  servePairing(app, { ...gateway, relayId: log.id, fingerprint });
  serveSessions(app, log, views);
  serveEntries(app, log, views);
  serveDevices(app, { views, connected, inRooms, register, clocks, builds, teeLines, now: () => Date.now() });
  serveRooms(app, { rooms, watches, token, ca: certificate?.cert });
  serveReports(app, views);
  const bookmarks = new BookmarkFile(folder);
  if (options.purges === true) bookmarks.forget(null);
  const logBookmarks = new LogBookmarks(bookmarks, log);
  servePurge(app, log, views, bookmarks);
  serveState(app, log, views);
  serveOutline(app, log, views);
  const marked = { bookmarks, world: null, log, views, now: () => Date.now() };
  serveBookmarks(app, marked);
  serveBookmarking(app, "/api/v1", () => marked);
  serveCaptures(app, { ...marked, clocks, builds });
  const { imports, closeImports } = openImports(folder, bookmarks);
  serveImports(app, imports, bookmarks, pingIntervalMs);
  serveReplays(app, { log, imports, rooms, controlToken: options.controlToken ?? "", ca: certificate?.cert, newId });
  serveNothing(app);
  servePages(app, options);

  // On two cores a thread that loads is in the way of the start, and nobody can ask before it is over.
  app.addHook("onListen", async () => {
    views.begin();
    logBookmarks.check();
  });
  app.addHook("preClose", () => watches.stop());
  app.addHook("preClose", async () => {
    // Who takes or sends no further must not keep it from closing the log in order.
    setTimeout(() => app.server.closeAllConnections(), partingMs).unref();
  });
  app.addHook("onClose", async () => {
    rooms.end();
    clearInterval(stalls);
    gateway.close();
    await ingest.settled();
    await closeImports();
    await views.close();
    await logBookmarks.close();
    bookmarks.close();
    await log.close();
  });
  return { app, log, gateway, routes, close: () => app.close() };
}

interface OpenLog {
  log: EventLog;
  ingest: Intake;
  views: Views;
  /** Where what belongs to the log is kept beside it; null for a log that has no place. */
  folder: string | null;
}

/** A folder's log is written by a thread of its own, and folded by another; any other log where it is. */
async function openLog(options: RelayOptions): Promise<OpenLog> {
  const { log, isDurable = false, purges = false, retention = usualRetention } = options;
  if (typeof log !== "string" && !(log instanceof Promise))
    return {
      log,
      ingest: new Ingest(log, { now: () => Date.now(), later: setImmediate }),
      views: new LocalViews(log),
      folder: null,
    };
  const writer = await (typeof log === "string" ? Writer.open(log, { isDurable, retention }) : log);
  if (purges) await writer.purge();
  return {
    log: writer,
    ingest: writer,
    views: new ThreadViews(writer.folder, writer, () => writer.backlogBytes > busyBytes),
    folder: writer.folder,
  };
}

const newId = () => randomBytes(6).toString("hex");

/** Imports lie beside the log; where that is not in a folder, they last as long as the relay. */
function openImports(folder: string | null, bookmarks: Bookmarks): { imports: Imports; closeImports(): Promise<void> } {
  const own = folder === null ? join(tmpdir(), `lighty-imports-${newId()}`) : null;
  const imports = new Imports(own ?? join(folder as string, "imports"), {
    now: () => Date.now(),
    newId,
    bookmarks,
    create: (part) => new SqliteLog(part, newId),
    open: (kept, importId, head) => {
      const log = new StillLog(kept, importId, head);
      return { log, views: new ThreadViews(kept, log) };
    },
  });
  const closeImports = async () => {
    await imports.close();
    if (own !== null) rmSync(own, { recursive: true, force: true });
  };
  return { imports, closeImports };
}

function noCompiler(): never {
  throw new Error("a route has a schema of Fastify's; the relay's are zod's");
}
