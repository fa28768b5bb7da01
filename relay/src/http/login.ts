import { reject } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import { RelayError } from "../errors.ts";
import type { Access } from "../gateway/access.ts";

/**
 * `POST /api/v1/login {"token"}`: the page swaps the token of its link for a cookie that no script can read and no other site can make a
 * browser send.
 */
export function serveLogin(app: FastifyInstance, access: Access): void {
  app.post<{ Body: { token?: unknown } | null }>(
    "/api/v1/login",
    { config: { isPublic: true } },
    async (request, reply) => {
      const token = request.body?.token;
      if (typeof token !== "string")
        throw new RelayError(reject("bad_shape", "token: the token of the printed link is expected"));
      if (!access.isToken(token))
        throw new RelayError(reject("unauthorized", "the token is not the one in the printed link"));
      const cookie = `${access.cookieName}=${access.cookieValue}; HttpOnly; SameSite=Strict; Path=/`;
      return reply.header("set-cookie", cookie).code(204).send();
    },
  );
}
