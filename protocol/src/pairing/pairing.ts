import { z } from "zod";
import { DeviceId, Role } from "../ids.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { hmacSha256, sha256 } from "./sha256.ts";

/*
 * A device and a relay come to share a token that never crosses the network, and the device proves it at each connection.
 *
 *   device                                  relay
 *          GET /v1/challenge        ->
 *                                   <-      relayId, nonce
 *          POST /v1/pair {..., proof} ->    the code is right: HMAC(code, who and when)
 *                                   <-      proof                 it knows the code, too
 *          token = HMAC(code, ...)          keeps only SHA-256(token)
 *
 *   later  nonce, then Authorization: Lighty deviceId.nonce.proof      proof = token XOR HMAC(SHA-256(token), nonce ...)
 *
 * The second half is SCRAM's (RFC 5802): who reads the relay's file cannot speak for a device, and who listens learns no token. [PAIR-1]
 */

/** 32 bytes that a device and its relay alone can make; the relay forgets them. */
export type DeviceToken = string;

const Nonce = z.string().regex(/^[A-Za-z0-9_-]{16,128}$/, "a nonce is 16 to 128 of A-Z a-z 0-9 _ -");
const Proof = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "a proof is 43 of A-Z a-z 0-9 _ -");

/** What `GET /v1/challenge` answers: good for one proof, for a short time. */
export const Challenge = z.object({ relayId: z.string(), nonce: Nonce, expiresInMs: z.int().min(1) });
export type Challenge = z.infer<typeof Challenge>;

/** What a device asks to be paired with. [PAIR-2] */
export const PairRequest = z.object({
  deviceId: DeviceId,
  role: Role,
  name: z.string().max(100).optional(),
  nonce: Nonce,
  deviceNonce: Nonce,
  proof: Proof,
});
export type PairRequest = z.infer<typeof PairRequest>;

/** The relay's proof that it knew the code. */
export const PairAnswer = z.object({ relayId: z.string(), deviceId: DeviceId, proof: Proof });
export type PairAnswer = z.infer<typeof PairAnswer>;

export interface PairingTerms {
  relayId: string;
  nonce: string;
  deviceNonce: string;
  deviceId: string;
  role: Role;
}

/** A code as a person may type it: case and dashes do not count, O is 0, I and L are 1. [PAIR-2] */
export function readCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

/** Both proofs and the token of one pairing; either side makes all three of them. [PAIR-2] */
export function pairingSecrets(
  code: string,
  terms: PairingTerms,
): { deviceProof: string; relayProof: string; token: DeviceToken } {
  const { relayId, nonce, deviceNonce, deviceId, role } = terms;
  const key = ascii(readCode(code));
  const made = (what: string) =>
    toBase64url(hmacSha256(key, ascii([`lighty-${what}-1`, relayId, nonce, deviceNonce, deviceId, role].join("\n"))));
  return { deviceProof: made("pair"), relayProof: made("paired"), token: made("token") };
}

/** The request of a device that has read or was told the code. */
export function pairRequest(code: string, terms: PairingTerms, name?: string): PairRequest {
  const { deviceId, role, nonce, deviceNonce } = terms;
  const { deviceProof: proof } = pairingSecrets(code, terms);
  return { deviceId, role, nonce, deviceNonce, proof, ...(name === undefined ? {} : { name }) };
}

/** What a relay keeps of a token. [PAIR-1] */
export function keyOf(token: DeviceToken): Uint8Array | null {
  const bytes = fromBase64url(token);
  return bytes?.length === 32 ? sha256(bytes) : null;
}

/** What a device shows instead of its token, anew for each nonce: `deviceId.nonce.proof`. [PAIR-3] */
export function proofOf(
  token: DeviceToken,
  { relayId, nonce, deviceId }: { relayId: string; nonce: string; deviceId: string },
): string {
  const bytes = fromBase64url(token);
  if (bytes?.length !== 32) throw new RangeError("a device token is 32 bytes in base64url");
  return `${deviceId}.${nonce}.${toBase64url(hidden(bytes, sha256(bytes), relayId, nonce, deviceId))}`;
}

export interface ShownProof {
  deviceId: string;
  nonce: string;
  proof: Uint8Array;
}

/** A proof as it was shown, taken apart; null when it is none. */
export function readProof(shown: string): ShownProof | null {
  const match = /^([a-z0-9]{8,32})\.([A-Za-z0-9_-]{16,128})\.([A-Za-z0-9_-]{43})$/.exec(shown);
  const [, deviceId, nonce, text] = match ?? [];
  const proof = text === undefined ? null : fromBase64url(text);
  return deviceId === undefined || nonce === undefined || proof === null ? null : { deviceId, nonce, proof };
}

/** The key that the shown proof leads to; it is the device's when it equals the one that was kept. [PAIR-3] */
export function keyShownBy({ deviceId, nonce, proof }: ShownProof, kept: Uint8Array, relayId: string): Uint8Array {
  return sha256(hidden(proof, kept, relayId, nonce, deviceId));
}

function hidden(bytes: Uint8Array, key: Uint8Array, relayId: string, nonce: string, deviceId: string): Uint8Array {
  const mask = hmacSha256(key, ascii(["lighty-proof-1", relayId, nonce, deviceId].join("\n")));
  return bytes.map((byte, i) => byte ^ (mask[i] as number));
}

/** Everything that is signed is ASCII: ids, nonces, codes. */
function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}
