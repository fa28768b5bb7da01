import type { Server } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Certificate } from "./certificate.ts";
import type { Strangers } from "./gateway/strangers.ts";
import { openServer } from "./server.ts";

export interface ListenOptions {
  port: number;
  /** One more address beside this machine's own two. */
  lan?: string | null;
  /** Listens on every address of the container it runs in, and on that very port: both are the container's own affair. */
  isContainer?: boolean;
  certificate?: Certificate | undefined;
  strangers: Strangers;
}

export interface Listening {
  port: number;
  /** The addresses listened on. */
  addresses: string[];
  close(): Promise<void>;
}

const own = ["127.0.0.1", "::1"];

/**
 * Listens on this machine's own two addresses, and on one more where one was named; on another free port when someone else has this one on
 * any of them. Rejects with a sentence when it cannot. [SECURITY.md, rule 1]
 */
export async function listen(app: FastifyInstance, options: ListenOptions): Promise<Listening> {
  const { port, lan = null, isContainer = false } = options;
  const hosts = isContainer ? ["0.0.0.0"] : lan === null ? own : [...own, lan];
  const isTaken = !isContainer && (await Promise.all(hosts.map((host) => isInUse(host, port)))).includes(true);
  const [first = "127.0.0.1", ...others] = hosts;
  await app.listen({ host: first, port: isTaken ? 0 : port }).catch((error: Error) => {
    throw new Error(`${first} cannot be listened on: ${error.message}`, { cause: error });
  });
  const chosen = (app.server.address() as AddressInfo).port;
  const addresses = [first];
  const servers: Server[] = [];
  for (const host of others) {
    const server = await listenToo(app, host, chosen, options);
    if (server instanceof Error && host === lan) {
      throw new Error(`${lan} cannot be listened on: ${server.message}`, { cause: server });
    }
    // A machine need not have an IPv6 address of its own.
    if (server instanceof Error) continue;
    servers.push(server);
    addresses.push(host);
  }
  return { port: chosen, addresses, close: () => closeAll(servers) };
}

/** Another address that leads to the same relay, or why there is none. */
async function listenToo(
  app: FastifyInstance,
  host: string,
  port: number,
  { strangers, certificate }: ListenOptions,
): Promise<Server | Error> {
  const server = openServer((request, response) => app.routing(request, response), certificate);
  strangers.watch(server);
  server.on("upgrade", (...upgrade) => app.server.emit("upgrade", ...upgrade));
  server.on("clientError", (...fault) => app.server.emit("clientError", ...fault));
  return new Promise((resolve) => {
    server.once("error", resolve);
    server.listen({ host, port, ipv6Only: true }, () => resolve(server));
  });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }),
  );
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
