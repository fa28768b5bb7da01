import type { FastifyInstance, FastifyRequest } from "fastify";
import { RelayError } from "../errors.ts";
import type { Access, Caller } from "./access.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Served without a token: the page itself, and what a watchdog asks. */
    isPublic?: boolean;
  }
}

/** Stands before every route, socket upgrades included: nothing is accepted, parsed or routed further without passing. */
export function guard(app: FastifyInstance, access: Access): void {
  app.addHook("onRequest", async (request) => {
    const caller = callerOf(request);
    const rejection =
      access.judgeOrigin(caller) ?? (request.routeOptions.config?.isPublic === true ? null : access.judgeToken(caller));
    if (rejection !== null) throw new RelayError(rejection);
  });
}

function callerOf({ headers }: FastifyRequest): Caller {
  const { host, origin, authorization, cookie } = headers;
  return { host, origin: Array.isArray(origin) ? origin.join(",") : origin, authorization, cookie };
}
