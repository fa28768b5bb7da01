import { checkShape } from "@lighty/protocol";
import { type Challenge, PairRequest } from "@lighty/protocol/pairing";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { RelayError, refuse } from "../errors.ts";
import { nameOf } from "../gateway/access.ts";
import type { Attempts } from "../gateway/attempts.ts";
import type { Connected } from "../gateway/connected.ts";
import type { Doors } from "../gateway/doors.ts";
import { callerOf } from "../gateway/gatekeeper.ts";
import { type Nonces, nonceMs } from "../gateway/nonces.ts";
import type { Pairing } from "../gateway/pairing.ts";
import { pairingLink } from "../invitation.ts";

export const codeMs = 600_000;

export interface PairingRoutes {
  relayId: string;
  nonces: Nonces;
  pairing: Pairing;
  attempts: Attempts;
  doors: Doors;
  connected: Connected;
  /** Devices in rooms. */
  inRooms: Connected;
  /** Of the relay's key, where lines are encrypted. */
  fingerprint?: string | undefined;
}

/**
 * `GET /v1/challenge` gives a nonce, `POST /v1/pair` takes a device in that knows a code, `POST /api/v1/pairing` makes a code: for whoever may
 * change things, to show to a device. [PAIR-2]
 */
export function servePairing(app: FastifyInstance, routes: PairingRoutes): void {
  const { relayId, nonces, pairing, attempts, doors, connected, inRooms, fingerprint } = routes;
  app.get("/v1/challenge", { config: { isPublic: true } }, async (_request, reply): Promise<Challenge> => {
    reply.header("cache-control", "no-store");
    return { relayId, nonce: nonces.make(), expiresInMs: nonceMs };
  });

  app.post("/v1/pair", { config: { isPublic: true } }, async (request) => {
    const { address } = callerOf(request);
    if (attempts.isBlocked(address)) throw refuse("too_many_attempts");
    const asked = checkShape(PairRequest, request.body);
    if (!asked.ok) throw new RelayError(asked.rejection);
    const answer = pairing.pair(asked.value);
    if ("code" in answer) {
      attempts.failed(address, asked.value.proof);
      throw new RelayError(answer);
    }
    for (const open of [connected, inRooms]) open.cutEnded(answer.deviceId);
    return answer;
  });

  app.post("/api/v1/pairing", { config: { scope: "control" } }, async (request) => {
    const code = pairing.open(doors.codeLetters(callerOf(request)), codeMs);
    return { ...code, link: pairingLink(code, reachedAt(request, doors), fingerprint) };
  });
}

/** Where a device finds this relay: on the network, where an address of it was named, else where the page that asks found it. */
function reachedAt(request: FastifyRequest, { lan }: Doors): string {
  const { isTls } = callerOf(request);
  const host = lan === null ? request.headers.host : `${nameOf(lan)}:${request.raw.socket.localPort}`;
  return `${isTls ? "https" : "http"}://${host}`;
}
