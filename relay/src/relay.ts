import websocket from "@fastify/websocket";
import { reject } from "@lighty/protocol";
import { teeMessageBytes } from "@lighty/protocol/tee";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { asRelayError, errorBody, refuse } from "./errors.ts";
import { guard } from "./gateway/gatekeeper.ts";
import { Gateway } from "./gateway/gateway.ts";
import { serveTee } from "./gateway/tee-socket.ts";
import { serveApiDocuments } from "./http/api-documents.ts";
import { serveDevices } from "./http/devices.ts";
import { serveEntries } from "./http/entries.ts";
import { setHeaders } from "./http/headers.ts";
import { serveHealthz } from "./http/healthz.ts";
import { serveIngest } from "./http/ingest.ts";
import { serveLogin } from "./http/login.ts";
import { serveMetrics } from "./http/metrics.ts";
import { serveNothing, servePage } from "./http/page.ts";
import { servePairing } from "./http/pairing.ts";
import { serveReports } from "./http/reports.ts";
import { serveSessions } from "./http/sessions.ts";
import { serveState } from "./http/state.ts";
import { Ingest } from "./ingest/ingest.ts";
import type { Intake } from "./ingest/intake.ts";
import type { EventLog } from "./log/event-log.ts";
import { type Retention, usualRetention } from "./log/retention.ts";
import { LocalViews } from "./projections/local-views.ts";
import { ThreadViews } from "./projections/thread-views.ts";
import type { Views } from "./projections/views.ts";
import { closeWith } from "./socket.ts";
import { FanOut } from "./stream/fan-out.ts";
import { serveLive } from "./stream/live-socket.ts";
import { Writer } from "./writer/writer.ts";

export interface RelayOptions {
  token: string;
  /** Opens what changes things; without one nothing can be changed. */
  controlToken?: string;
  /** Where the log lives; or a log that is open already, or a writer that is being opened. */
  log: string | EventLog | Promise<Writer>;
  dashboardFolder: string;
  /** Of a log in a folder: an acknowledged frame outlives the loss of power, not only of the process. */
  isDurable?: boolean;
  /** Of a log in a folder: how long and how much is kept. */
  retention?: Retention;
  /** Of a log in a folder: empties it first. */
  purges?: boolean;
  helloTimeoutMs?: number;
  pingIntervalMs?: number;
  /** Different wrong tokens that one address may try within a minute. */
  wrongTokens?: number;
}

export interface Relay {
  app: FastifyInstance;
  log: EventLog;
  gateway: Gateway;
  close(): Promise<void>;
}

const keepClocksMs = 60_000;
/** A request that is not whole by then is from someone who means to keep us waiting. */
const headersMs = 5_000;
const requestMs = 30_000;
/** Messages come in one piece; a browser may cut a large one into a few. */
const mostFragments = 64;
const checkMs = 1_000;

/** Puts the rooms together. Does not listen: tests speak to `app` as it is. */
export async function buildRelay(options: RelayOptions): Promise<Relay> {
  const { token, dashboardFolder, helloTimeoutMs = 5_000, pingIntervalMs = 15_000 } = options;
  const { log, ingest, views } = await openLog(options);
  const fanOut = new FanOut(log, views);
  const stalls = setInterval(() => fanOut.check(), checkMs).unref();

  const folder = typeof options.log === "string" ? options.log : null;
  const gateway = new Gateway({ ...options, relayId: log.id, token, folder });
  const { access, connected, register, clocks } = gateway;
  const clockKeeping = setInterval(() => gateway.keepClocks(), keepClocksMs).unref();
  const answerError = (error: unknown, _request: FastifyRequest, reply: FastifyReply) => {
    const refusal = asRelayError(error);
    return reply.code(refusal.statusCode).send(errorBody(refusal));
  };
  const app = Fastify({
    bodyLimit: 1_048_576,
    forceCloseConnections: "idle",
    clientErrorHandler,
    frameworkErrors: answerError,
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: 1_000 },
  });
  gateway.strangers.watch(app.server);
  // Text is what a plain form can send.
  app.removeContentTypeParser("text/plain");
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
  guard(app, access, gateway.strangers);

  serveTee(app, { log, ingest, connected, register, clocks, helloTimeoutMs, pingIntervalMs });
  serveLive(app, log, fanOut, pingIntervalMs);
  serveHealthz(app, log);
  serveMetrics(app, { log, ingest, views, connected, fanOut });
  serveApiDocuments(app);
  serveIngest(app, ingest, register, gateway.nonces);
  serveLogin(app, access);
  servePairing(app, { ...gateway, relayId: log.id });
  serveSessions(app, log, views);
  serveEntries(app, log, views);
  serveDevices(app, { views, connected, register, clocks, now: () => Date.now() });
  serveReports(app, views);
  serveState(app, log, views);
  serveNothing(app);
  servePage(app, dashboardFolder);

  app.addHook("onClose", async () => {
    clearInterval(stalls);
    clearInterval(clockKeeping);
    gateway.keepClocks();
    await ingest.settled();
    await views.close();
    await log.close();
  });
  return { app, log, gateway, close: () => app.close() };
}

/** A folder's log is written by a thread of its own, and folded by another; any other log where it is. */
async function openLog(options: RelayOptions): Promise<{ log: EventLog; ingest: Intake; views: Views }> {
  const { log, isDurable = false, purges = false, retention = usualRetention } = options;
  if (typeof log !== "string" && !(log instanceof Promise))
    return { log, ingest: new Ingest(log, { now: () => Date.now(), later: setImmediate }), views: new LocalViews(log) };
  const writer = await (typeof log === "string" ? Writer.open(log, { isDurable, retention }) : log);
  if (purges) await writer.purge();
  return { log: writer, ingest: writer, views: new ThreadViews(writer.folder, writer) };
}

/** What is not even HTTP has no request to answer, only a socket. */
function clientErrorHandler(
  _error: Error,
  socket: { writable: boolean; end(text: string): void; destroy(): void },
): void {
  if (!socket.writable) return socket.destroy();
  const body = JSON.stringify(errorBody(refuse("bad_shape", "the request is not HTTP that can be read")));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
