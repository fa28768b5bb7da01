import { randomBytes } from "node:crypto";
import type { Role } from "@lighty/protocol";
import { type Challenge, type PairAnswer, pairingSecrets, pairRequest, proofOf } from "@lighty/protocol/pairing";
import type { OpenRelay } from "./open-relay.ts";

export const controlToken = "control-token-of-the-tests-0123456789";

/** Where a relay is. */
export type At = Pick<OpenRelay, "host">;

/** A device that holds a token of its own, and what it shows at each request. */
export interface PairedDevice {
  deviceId: string;
  token: string;
  authorization(at?: At): Promise<string>;
}

export async function challenge({ host }: At): Promise<Challenge> {
  return (await fetch(`http://${host}/v1/challenge`)).json() as Promise<Challenge>;
}

/** Pairs by a code, as an app does; without one it is handed one. Throws the refusal. */
export async function pairDevice(
  relay: At & Partial<Pick<OpenRelay, "gateway">>,
  { deviceId = "phone0001", role = "phone" as Role, code = "" } = {},
): Promise<PairedDevice> {
  const { relayId, nonce } = await challenge(relay);
  const terms = { relayId, nonce, deviceNonce: randomBytes(16).toString("base64url"), deviceId, role };
  const shown = code === "" ? (relay.gateway?.pairing.open(8, 60_000).code ?? "") : code;
  const answer = await fetch(`http://${relay.host}/v1/pair`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(pairRequest(shown, terms, `The ${role}`)),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  const { token, relayProof } = pairingSecrets(shown, terms);
  if (((await answer.json()) as PairAnswer).proof !== relayProof) throw new Error("the relay did not know the code");
  return {
    deviceId,
    token,
    authorization: async (at = relay) => `Lighty ${proofOf(token, { ...(await challenge(at)), deviceId })}`,
  };
}
