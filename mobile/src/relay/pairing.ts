import { checkShape, parseJson, type Role } from "@lighty/protocol";
import { Challenge, PairAnswer, pairingSecrets, pairRequest, proofOf, toBase64url } from "@lighty/protocol/pairing";
import type { z } from "zod";
import type { Invitation } from "./invitation.ts";
import type { PairedRelay, RelayPorts } from "./paired-relay.ts";

/** What did not come to be, in a word that a screen has a sentence for, and the relay's own sentence where it gave one. */
export class RelayFault extends Error {
  override readonly name = "RelayFault";
  readonly kind: "unreachable" | "refused" | "foreign";

  constructor(kind: RelayFault["kind"], sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.kind = kind;
  }
}

/** Who is to be paired. */
export interface Pairable {
  deviceId: string;
  role: Role;
  name: string;
}

/** Shows the relay that this device knows the code; the token that both make of it never crosses the line. Rejects with a RelayFault. [PAIR-2] */
export async function pair(
  { origin, code, fingerprint }: Invitation,
  { deviceId, role, name }: Pairable,
  ports: RelayPorts,
): Promise<PairedRelay> {
  const { relayId, nonce } = await challenge(origin, ports);
  const terms = { relayId, nonce, deviceNonce: toBase64url(ports.randomBytes(16)), deviceId, role };
  const { token, relayProof } = pairingSecrets(code, terms);
  const answer = await ask(`${origin}/v1/pair`, ports, PairAnswer, pairRequest(code, terms, name));
  if (answer.proof !== relayProof) {
    throw new RelayFault(
      "foreign",
      `what answers at ${origin} does not know the code: it is not the relay that printed it`,
    );
  }
  return { origin, relayId, deviceId, token, ...(fingerprint === undefined ? {} : { fingerprint }) };
}

/** What this device shows at one request or socket: `deviceId.nonce.proof`. Rejects with a RelayFault, also when another relay answers there. [PAIR-3] */
export async function proofFor({ origin, relayId, deviceId, token }: PairedRelay, ports: RelayPorts): Promise<string> {
  const asked = await challenge(origin, ports);
  if (asked.relayId !== relayId) {
    throw new RelayFault("foreign", `another relay answers at ${origin} than the one this device was paired with`);
  }
  return proofOf(token, { relayId, nonce: asked.nonce, deviceId });
}

function challenge(origin: string, ports: RelayPorts): Promise<Challenge> {
  return ask(`${origin}/v1/challenge`, ports, Challenge);
}

/** What a relay answers, of that shape; a body makes it a POST. Rejects with a RelayFault. */
export async function ask<T>(
  url: string,
  { fetch }: Pick<RelayPorts, "fetch">,
  shape: z.ZodType<T>,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const json = { "content-type": "application/json", ...headers };
  const sent = body === undefined ? { headers } : { method: "POST", headers: json, body: JSON.stringify(body) };
  const answer = await fetch(url, sent).catch((error: unknown) => {
    throw new RelayFault("unreachable", `no relay answers at ${new URL(url).origin}`, error);
  });
  const said = parseJson(await answer.text());
  if (!answer.ok)
    throw new RelayFault("refused", sentenceOf(said.ok ? said.value : null) ?? `the relay answered ${answer.status}`);
  const shaped = said.ok ? checkShape(shape, said.value) : said;
  if (!shaped.ok) throw new RelayFault("foreign", `what answers at ${new URL(url).origin} is no relay of Lighty`);
  return shaped.value;
}

function sentenceOf(said: unknown): string | undefined {
  return (said as { error?: { sentence?: string } } | null)?.error?.sentence;
}
