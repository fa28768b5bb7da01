import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { refuse } from "../errors.ts";

const notice = (title: string, said: string, head = "") => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="dark light">${head}
<title>Lighty</title>
<h1>${title}</h1>
<p>${said}</p>
</html>
`;

const noDashboard = notice(
  "The dashboard is not built",
  "The relay is up and takes frames. <code>npm start</code> builds the dashboard first; by hand it is <code>node scripts/build-dashboard.mjs</code>. Then reload this page.",
);

const noPhone = notice(
  "The phone is not built yet",
  "<code>npm start</code> builds it while the relay is up already; by hand it is <code>pnpm phone</code>. This page looks again by itself.",
  '\n<meta http-equiv="refresh" content="2">',
);

const noPhoneHere = notice(
  "The phone is not in this image",
  "A container serves the relay and the dashboard. <code>npm start</code> outside of one has the phone app as well.",
);

const nothingHere = notice(
  "Nothing is at this address",
  'All of the dashboard is at <a href="/">one page</a>; where in it you are stands behind the question mark of its address.',
);

/** Addresses under the API's roots are never the page's: unknown ones are answered as such, and need a token to hear even that. */
export function serveNothing(app: FastifyInstance): void {
  for (const url of ["/api", "/api/*", "/v1", "/v1/*"]) {
    app.all(url, async () => {
      throw refuse("not_found");
    });
  }
}

export interface Pages {
  dashboardFolder: string;
  /** The phone app as it was exported for a browser. */
  phoneFolder: string;
  /** It runs in a container, where nothing is built. */
  isContainer?: boolean;
}

/** The dashboard, and below `/phone` the phone app. */
export function servePages(app: FastifyInstance, { dashboardFolder, phoneFolder, isContainer }: Pages): void {
  app.register(fastifyStatic, { root: dashboardFolder, serve: false, dotfiles: "ignore" });
  servePage(app, "/*", dashboardFolder, noDashboard, nothingHere);
  servePage(app, "/phone/*", phoneFolder, isContainer === true ? noPhoneHere : noPhone);
  app.get("/phone", { config: { isPublic: true } }, (_request, reply) => reply.redirect("/phone/"));
}

/** Files as they were built, and the page itself: for every address that is a place within it, or where it has none, at its root alone. */
function servePage(app: FastifyInstance, url: string, folder: string, notBuilt: string, nothing?: string): void {
  app.get<{ Params: { "*": string } }>(url, { config: { isPublic: true } }, (request, reply) => {
    if (!existsSync(join(folder, "index.html"))) return reply.type("text/html; charset=utf-8").code(503).send(notBuilt);
    const path = request.params["*"];
    // A file has a dot in its name, a place within the page has none.
    if (/\.[^/]*$/.test(path)) return reply.sendFile(path, folder);
    if (path === "" || nothing === undefined) return reply.sendFile("index.html", folder);
    return reply.type("text/html; charset=utf-8").code(404).send(nothing);
  });
}
