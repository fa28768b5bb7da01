import { randomBytes } from "node:crypto";
import type { Role } from "@lighty/protocol";
import { type Challenge, type PairAnswer, pairingSecrets, pairRequest, proofOf } from "@lighty/protocol/pairing";
import type { OpenRelay } from "./open-relay.ts";

export const controlToken = "control-token-of-the-tests-0123456789";

/** A device that holds a token of its own, and what it shows at each request. */
export interface PairedDevice {
  deviceId: string;
  token: string;
  authorization(at?: OpenRelay): Promise<string>;
}

export async function challenge(relay: OpenRelay): Promise<Challenge> {
  const answer = await relay.app.inject({ url: "/v1/challenge", headers: { host: relay.host } });
  return answer.json();
}

/** Pairs by a code, as an app does; throws the refusal. */
export async function pairDevice(
  relay: OpenRelay,
  { deviceId = "phone0001", role = "phone" as Role, code = "" } = {},
): Promise<PairedDevice> {
  const { relayId, nonce } = await challenge(relay);
  const terms = { relayId, nonce, deviceNonce: randomBytes(16).toString("base64url"), deviceId, role };
  const shown = code === "" ? relay.gateway.pairing.open(8, 60_000).code : code;
  const answer = await relay.app.inject({
    method: "POST",
    url: "/v1/pair",
    headers: { host: relay.host },
    payload: pairRequest(shown, terms, `The ${role}`),
  });
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
  const { token, relayProof } = pairingSecrets(shown, terms);
  if (answer.json<PairAnswer>().proof !== relayProof) throw new Error("the relay did not know the code");
  return {
    deviceId,
    token,
    authorization: async (at = relay) => `Lighty ${proofOf(token, { ...(await challenge(at)), deviceId })}`,
  };
}
