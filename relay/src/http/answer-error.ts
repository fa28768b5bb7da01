import type { FastifyReply, FastifyRequest } from "fastify";
import { asRelayError, errorBody } from "../errors.ts";

/** Seconds after which it is worth asking again what was not ready: each question waits for some time itself. */
const askAgainAfter = 1;

/** Says what was thrown as every refusal is said; of what will be there soon, when to ask again as well. [ERR-1] */
export function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = asRelayError(error);
  if (refusal.code === "not_ready") reply.header("retry-after", askAgainAfter);
  return reply.code(refusal.statusCode).send(errorBody(refusal));
}
