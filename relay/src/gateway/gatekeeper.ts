import type { TLSSocket } from "node:tls";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { RelayError, refuse } from "../errors.ts";
import type { Access, Caller } from "./access.ts";
import type { OpenSockets } from "./open-sockets.ts";
import type { Grant, Scope } from "./scope.ts";
import type { Strangers } from "./strangers.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Served without a token: the page itself, what a watchdog asks, and the doors that tokens are shown at. */
    isPublic?: boolean;
    /** What a caller needs; `observe` where nothing is said. */
    scope?: Scope;
    /** What a change comes in, where it is not JSON. */
    contentType?: string;
    /** It has a socket; every other address refuses an upgrade. Set by the guard. */
    isSocket?: boolean;
  }
  interface FastifyRequest {
    /** Null on a public route. */
    grant: Grant | null;
  }
}

/** The header that a page sends beside its cookie to change something. */
export const changeHeader = "x-lighty-change";

export interface Gates {
  access: Access;
  strangers: Strangers;
  sockets: OpenSockets;
}

/** Stands before every route, socket upgrades included: nothing is accepted, parsed or routed further without passing. */
export function guard(app: FastifyInstance, { access, strangers, sockets }: Gates): void {
  app.decorateRequest("grant", null);
  app.addHook("onRoute", (route) => {
    if (route.wsHandler !== undefined) route.config = { ...route.config, isSocket: true };
  });
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onRequest", async (request, reply) => {
    if (isClosing) throw refuse("shutting_down");
    const caller = callerOf(request);
    const { isPublic = false, scope = "observe", isSocket = false } = request.routeOptions.config ?? {};
    const foreign = access.judgeOrigin(caller);
    if (foreign !== null) {
      reply.header("connection", "close");
      throw new RelayError(foreign);
    }
    judgeChange(request);
    // Else it would be upgraded before it is told so, and where no token is needed by anyone at all.
    if (request.ws && !isSocket) throw refuse("bad_shape", `${request.url.slice(0, 80)} is not a WebSocket`);
    if (isPublic) return;
    const admitted = access.admit(caller);
    if ("code" in admitted) throw new RelayError(admitted);
    if (!admitted.scopes.has(scope)) {
      const held = [...admitted.scopes].join(" and ");
      throw refuse("forbidden_scope", `this needs the scope ${scope}; what was sent opens ${held}`);
    }
    if (isChange(request) && admitted.by === "cookie" && !hasChangeToken(request, access)) {
      throw refuse("forbidden_scope", `a page changes things with the header ${changeHeader} beside its cookie`);
    }
    request.grant = admitted;
    strangers.known(request.raw.socket);
    const full = request.ws ? sockets.take(admitted, request.raw.socket) : null;
    if (full !== null) throw new RelayError(full);
  });
  // A body takes its time, and the token that it came with may have ended meanwhile.
  app.addHook("preHandler", async ({ grant }) => {
    const ended = grant?.ended() ?? null;
    if (ended !== null) throw new RelayError(ended);
  });
}

/** What changes something is a POST whose content type a plain form cannot send. */
function judgeChange(request: FastifyRequest): void {
  if (!isChange(request)) return;
  const wanted = request.routeOptions.config?.contentType ?? "application/json";
  const sent = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (sent === wanted) return;
  throw refuse("bad_shape", `the content type is ${JSON.stringify(sent ?? "")}; here it is ${wanted}`);
}

function isChange({ method }: FastifyRequest): boolean {
  return method !== "GET" && method !== "HEAD";
}

function hasChangeToken({ headers }: FastifyRequest, access: Access): boolean {
  const sent = headers[changeHeader];
  return typeof sent === "string" && access.isChangeToken(sent);
}

export function callerOf({ headers, raw }: FastifyRequest): Caller {
  const { host, origin, authorization, cookie } = headers;
  const hosts = raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host").length;
  return {
    // Of two, whoever stands before us may have believed the other one.
    host: hosts > 1 ? undefined : host,
    origin: Array.isArray(origin) ? origin.join(",") : origin,
    authorization,
    cookie,
    protocol: headers["sec-websocket-protocol"],
    address: raw.socket.remoteAddress ?? "",
    door: raw.socket.localAddress ?? "",
    isTls: (raw.socket as TLSSocket).encrypted === true,
  };
}
