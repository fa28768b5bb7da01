import { checkShape, parseJson, type Role } from "@lighty/protocol";
import { Challenge, PairAnswer, pairingSecrets, pairRequest, proofOf, toBase64url } from "@lighty/protocol/pairing";
import { z } from "zod";
import type { Invitation } from "./invitation.ts";
import type { PairedRelay, RelayPorts } from "./paired-relay.ts";

/** What did not come to be, in a word that a screen has a sentence for, and the relay's own sentence where it gave one. */
export class RelayFault extends Error {
  override readonly name = "RelayFault";
  /** `revoked`: this device was sent away by whoever runs the relay. `foreign`: what answers is another relay, or none. */
  readonly kind: "unreachable" | "refused" | "revoked" | "foreign";
  /** The relay's own code, where it gave one. */
  readonly code: string | undefined;

  constructor(kind: RelayFault["kind"], sentence: string, { cause, code }: { cause?: unknown; code?: string } = {}) {
    super(sentence, { cause });
    this.kind = kind;
    this.code = code;
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

/** How this device stands with its relay: null where it would be let in, else why not. A refused socket tells a page nothing. [PAIR-3] */
export async function standingWith(relay: PairedRelay, ports: RelayPorts): Promise<RelayFault | null> {
  try {
    const headers = { authorization: `Lighty ${await proofFor(relay, ports)}` };
    await ask(`${relay.origin}/api/v1/access`, ports, z.unknown(), undefined, headers);
    return null;
  } catch (error) {
    if (!(error instanceof RelayFault)) throw error;
    // Let in, and not allowed to read: a device publishes.
    if (error.code === "forbidden_scope") return null;
    if (error.code !== "unauthorized") return error;
    return new RelayFault("revoked", `the relay at ${relay.origin} no longer takes this phone`, { code: error.code });
  }
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
    throw new RelayFault("unreachable", `no relay answers at ${new URL(url).origin}`, { cause: error });
  });
  const said = parseJson(await answer.text());
  if (!answer.ok) {
    const { code, sentence = `the relay answered ${answer.status}` } = refusalIn(said.ok ? said.value : null);
    throw new RelayFault("refused", sentence, code === undefined ? {} : { code });
  }
  const shaped = said.ok ? checkShape(shape, said.value) : said;
  if (!shaped.ok) throw new RelayFault("foreign", `what answers at ${new URL(url).origin} is no relay of Lighty`);
  return shaped.value;
}

function refusalIn(said: unknown): { code?: string; sentence?: string } {
  return (said as { error?: { code?: string; sentence?: string } } | null)?.error ?? {};
}
