import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { refuse } from "../errors.ts";

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Lighty</title>
<h1>The dashboard is not built</h1>
<p>The relay is up and takes frames. <code>npm start</code> builds the dashboard first; by hand it is <code>node scripts/build-dashboard.mjs</code>. Then reload this page.</p>
</html>
`;

/** Addresses under the API's roots are never the page's: unknown ones are answered as such, and need a token to hear even that. */
export function serveNothing(app: FastifyInstance): void {
  for (const url of ["/api", "/api/*", "/v1", "/v1/*"]) {
    app.all(url, async () => {
      throw refuse("not_found");
    });
  }
}

/** The dashboard: files as they were built, and the page itself for every address that is a place within it. */
export function servePage(app: FastifyInstance, folder: string): void {
  app.register(fastifyStatic, { root: folder, serve: false, dotfiles: "ignore" });
  app.get<{ Params: { "*": string } }>("/*", { config: { isPublic: true } }, (request, reply) => {
    if (!existsSync(join(folder, "index.html"))) return reply.type("text/html; charset=utf-8").code(503).send(notBuilt);
    const path = request.params["*"];
    // A file has a dot in its name, a place within the page has none.
    return reply.sendFile(/\.[^/]*$/.test(path) ? path : "index.html");
  });
}
