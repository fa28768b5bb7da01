import {
  keyOf,
  type PairingTerms,
  pairingSecrets,
  pairRequest,
  proofOf,
  toBase64url,
} from "../../src/pairing/index.ts";

const terms: PairingTerms = {
  relayId: "relay0000001",
  nonce: "nonce-of-the-relay",
  deviceNonce: "nonce-of-the-device",
  deviceId: "watch0001",
  role: "watch",
};

/** A code, as it was typed, and all that device and relay make of it. */
const pairing = (why: string, code: string, more: Partial<PairingTerms> = {}) => {
  const all = { ...terms, ...more };
  const { proof } = pairRequest(code, all);
  return { rule: "PAIR-2", why, code, terms: all, secrets: pairingSecrets(code, all), proof };
};

export function pairingCases() {
  return [
    pairing("Two proofs and a token of one code.", "7K2M-0111"),
    pairing("Case, dashes and spaces do not count; O is 0, I and L are 1.", " 7k2m-o1il "),
    pairing("Another code, other secrets.", "7K2M-0112"),
    pairing("Another nonce, other secrets.", "7K2M-0111", { nonce: "another-nonce-of-it" }),
    pairing("Another role, other secrets.", "7K2M-0111", { role: "phone", deviceId: "phone0001" }),
    pairing("A code longer than a block of the hash is hashed itself.", "7K2M".repeat(20)),
  ];
}

/** A token, and what its device shows instead of it. */
export function proofCases() {
  return [0, 1, 2].map((n) => {
    const token = toBase64url(Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + n * 101) & 0xff));
    const { relayId, deviceId } = terms;
    const nonce = `nonce-number-${n}-of-it`;
    const shown = proofOf(token, { relayId, nonce, deviceId });
    const kept = toBase64url(keyOf(token) as Uint8Array);
    return { rule: "PAIR-3", why: `Token ${n}, hidden behind a nonce.`, token, relayId, nonce, deviceId, shown, kept };
  });
}
