import type { RequestListener, Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Certificate } from "./certificate.ts";
import { errorBody, refuse } from "./errors.ts";

// Imported by its names the module would load undici, too, for three of them that nobody asks for: a tenth of the start.
const { createServer } = process.getBuiltinModule("node:http");

/** A request that is not whole by then is from someone who means to keep us waiting. */
const headersMs = 5_000;
const requestMs = 30_000;
/** What is said to a request that took longer. */
export const tooSlow = `the request did not come whole in time: its head within ${headersMs / 1_000} s, all of it within ${requestMs / 1_000} s`;

const limits = {
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 72_000,
  // Node would answer with a bare 400; the guard says what is missing.
  requireHostHeader: false,
};

/** The first byte of a TLS handshake. No word of HTTP begins with it. */
const handshake = 0x16;

/** Who expects of us what we do not know is served all the same: Node would answer with a bare 417. */
const expectation = "checkExpectation";

/** A server with the relay's patience. With a certificate it speaks TLS, and to who does not it says where to go. */
export function openServer(handle: RequestListener, certificate?: Certificate): Server {
  if (certificate === undefined) return createServer(limits, handle).on(expectation, handle);
  const server = createTlsServer(
    { ...limits, ...certificate, minVersion: "TLSv1.2", handshakeTimeout: headersMs },
    handle,
  );
  // Someone who breaks off a handshake is no fault of ours.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  leadToTls(server);
  return server.on(expectation, handle);
}

/**
 * Lets both languages be spoken on one port: TLS goes its way, plain HTTP is led to the same address with https. Nothing that a plain
 * request brings is looked at but its path and its host, which goes back to nobody else than who sent it.
 */
function leadToTls(server: Server): void {
  const plain = createServer(limits, ({ headers, url = "/" }, response) => {
    const { host } = headers;
    response.setHeader("connection", "close");
    if (host === undefined || !/^[[\]\w.:-]+$/.test(host) || !url.startsWith("/")) {
      const refusal = refuse(
        "bad_shape",
        "this port is encrypted, and the request names no host to be led to; use https",
      );
      response.writeHead(refusal.statusCode, { "content-type": "application/json; charset=utf-8" });
      response.end(JSON.stringify(errorBody(refusal)));
    } else response.writeHead(308, { location: `https://${host}${url}` }).end();
  });
  const [speakTls] = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    socket.setTimeout(headersMs, () => socket.destroy());
    socket.on("error", () => {});
    socket.once("readable", () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return;
      socket.setTimeout(0);
      socket.unshift(first);
      if (first[0] === handshake) return speakTls?.call(server, socket);
      // A server that does not listen itself has no patience that could end: whoever drips a request into it is let go here.
      const patience = setTimeout(() => socket.destroy(), headersMs).unref();
      socket.once("close", () => clearTimeout(patience));
      plain.emit("connection", socket);
    });
  });
}
