import { createServer as createHttpServer, type Server } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Strangers } from "./gateway/strangers.ts";

export interface Listening {
  port: number;
  /** Names of the addresses listened on. */
  addresses: string[];
  close(): Promise<void>;
}

/** Listens on this machine's own two addresses and no other; on another free port when someone else has one of them. */
export async function listen(app: FastifyInstance, port: number, strangers: Strangers): Promise<Listening> {
  const isTaken = (await isInUse("127.0.0.1", port)) || (await isInUse("::1", port));
  await app.listen({ host: "127.0.0.1", port: isTaken ? 0 : port });
  const chosen = (app.server.address() as AddressInfo).port;
  const second = await listenToo(app, chosen, strangers);
  return {
    port: chosen,
    addresses: second === null ? ["127.0.0.1"] : ["127.0.0.1", "[::1]"],
    close: async () => {
      second?.closeAllConnections();
      await new Promise<void>((resolve) => (second === null ? resolve() : second.close(() => resolve())));
    },
  };
}

/** `localhost` may mean either address, so the other one leads to the same relay. Null where the machine has none. */
async function listenToo(app: FastifyInstance, port: number, strangers: Strangers): Promise<Server | null> {
  const { headersTimeout, requestTimeout } = app.server;
  const timeouts = { headersTimeout, requestTimeout, connectionsCheckingInterval: 1_000 };
  const server = createHttpServer(timeouts, (request, response) => app.routing(request, response));
  strangers.watch(server);
  server.on("upgrade", (...upgrade) => app.server.emit("upgrade", ...upgrade));
  server.on("clientError", (...fault) => app.server.emit("clientError", ...fault));
  return new Promise((resolve) => {
    server.once("error", () => resolve(null));
    server.listen({ host: "::1", port, ipv6Only: true }, () => resolve(server));
  });
}

/** An address this machine does not have is not in use. */
async function isInUse(host: string, port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRINUSE" || error.code === "EACCES"),
    );
    probe.listen({ host, port, ipv6Only: true }, () => probe.close(() => resolve(false)));
  });
}
