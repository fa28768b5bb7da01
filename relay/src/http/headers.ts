import type { FastifyInstance } from "fastify";

const policy = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
];

/** On every answer: nothing from elsewhere runs in the page, nothing frames it, and nothing of the API is kept by a cache. No CORS. */
export function setHeaders(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply) => {
    reply.header("content-security-policy", policy.join("; "));
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
    reply.header("cross-origin-resource-policy", "same-origin");
    // By the route: its address can be spelled in many ways.
    if (request.routeOptions.config?.isPublic !== true) reply.header("cache-control", "no-store");
  });
}
