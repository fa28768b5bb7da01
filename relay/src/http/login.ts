import { reject } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import { RelayError } from "../errors.ts";
import type { Access } from "../gateway/access.ts";
import { callerOf } from "../gateway/gatekeeper.ts";

/**
 * `POST /api/v1/login {"token"}`: the page swaps the token of its link for a cookie that no script can read and no other site can make a
 * browser send. The first link's cookie reads; the second link's changes things, too.
 */
export function serveLogin(app: FastifyInstance, access: Access): void {
  app.post<{ Body: { token?: unknown } | null }>(
    "/api/v1/login",
    { config: { isPublic: true } },
    async (request, reply) => {
      const token = request.body?.token;
      if (typeof token !== "string")
        throw new RelayError(reject("bad_shape", "token: the token of the printed link is expected"));
      const caller = callerOf(request);
      const loggedIn = access.logIn(token, caller);
      if ("code" in loggedIn) throw new RelayError(loggedIn);
      const cookie = `${loggedIn.cookie}; HttpOnly; SameSite=Strict; Path=/${caller.isTls ? "; Secure" : ""}`;
      return reply.header("set-cookie", cookie).code(204).send();
    },
  );

  // `GET /api/v1/access`: what the caller may do, and for a page the header that a change needs beside its cookie.
  app.get("/api/v1/access", async ({ grant }) => {
    const scopes = [...(grant?.scopes ?? [])];
    return { scopes, ...(scopes.includes("control") ? { changeToken: access.changeToken } : {}) };
  });
}
