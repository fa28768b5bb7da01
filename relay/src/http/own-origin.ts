import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { refuse } from "../errors.ts";

/** The relay's own line to itself: `ws://` or `wss://`, host and port. Throws `shutting_down` where it does not listen. */
export function ownOrigin({ server }: FastifyInstance, isTls: boolean): string {
  const address = server.address() as AddressInfo | null;
  if (address === null) throw refuse("shutting_down", "the relay does not listen, so nobody can be brought in");
  return `${isTls ? "wss" : "ws"}://127.0.0.1:${address.port}`;
}
