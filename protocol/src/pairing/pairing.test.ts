import { createHash, createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fromBase64url,
  hmacSha256,
  keyOf,
  keyShownBy,
  PairRequest,
  pairingSecrets,
  pairRequest,
  proofOf,
  readCode,
  readProof,
  sha256,
  toBase64url,
} from "./index.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const hex = (of: Uint8Array) => Buffer.from(of).toString("hex");

test("[PAIR-1] SHA-256 and HMAC give what FIPS 180-4, RFC 4231 and Node give", () => {
  expect(hex(sha256(Buffer.from("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(hex(hmacSha256(Buffer.from("Jefe"), Buffer.from("what do ya want for nothing?")))).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
  fc.assert(
    fc.property(bytes, bytes, (key, message) => {
      expect(hex(sha256(message))).toBe(createHash("sha256").update(message).digest("hex"));
      expect(hex(hmacSha256(key, message))).toBe(createHmac("sha256", key).update(message).digest("hex"));
    }),
  );
});

test("base64url is Node's, and a text that spells bytes otherwise is none", () => {
  fc.assert(
    fc.property(bytes, (some) => {
      const text = toBase64url(some);
      expect(text).toBe(Buffer.from(some).toString("base64url"));
      expect(fromBase64url(text)).toEqual(some);
    }),
  );
  for (const wrong of ["A", "AB", "A=", "A+", "AA=="]) expect(fromBase64url(wrong), wrong).toBeNull();
});

const terms = {
  relayId: "relay0000001",
  nonce: "nonce-of-the-relay",
  deviceNonce: "nonce-of-the-device",
  deviceId: "phone0001",
  role: "phone",
} as const;

test("[PAIR-2] a code is read as people type it, and every term of the pairing counts", () => {
  expect(readCode(" 7k2m-o1il ")).toBe("7K2M0111");
  const { deviceProof, relayProof, token } = pairingSecrets("7K2M-0111", terms);
  expect(new Set([deviceProof, relayProof, token]).size).toBe(3);
  expect(pairingSecrets("7k2mo1il", terms).token).toBe(token);
  expect(pairingSecrets("7K2M0112", terms).token).not.toBe(token);
  for (const other of Object.keys(terms)) {
    expect(pairingSecrets("7K2M0111", { ...terms, [other]: "watch0001" }).token, other).not.toBe(token);
  }
  expect(PairRequest.parse(pairRequest("7K2M0111", terms, "Ada's phone")).proof).toBe(deviceProof);
});

test("[PAIR-3] a proof leads to the kept key, and to no other when device, nonce, relay or token differ", () => {
  const token = randomBytes(32).toString("base64url");
  const kept = keyOf(token) as Uint8Array;
  const shown = readProof(proofOf(token, terms));
  if (shown === null) throw new Error("a proof reads as one");
  expect(keyShownBy(shown, kept, terms.relayId)).toEqual(kept);
  expect(keyShownBy(shown, kept, "relay0000002")).not.toEqual(kept);
  expect(keyShownBy({ ...shown, nonce: "another-nonce-0000" }, kept, terms.relayId)).not.toEqual(kept);
  expect(keyShownBy({ ...shown, deviceId: "phone0002" }, kept, terms.relayId)).not.toEqual(kept);
  const guess = readProof(proofOf(randomBytes(32).toString("base64url"), terms));
  expect(guess === null ? null : keyShownBy(guess, kept, terms.relayId)).not.toEqual(kept);
  for (const wrong of ["", "a.b.c", proofOf(token, terms).slice(1), `${proofOf(token, terms)}A`]) {
    if (readProof(wrong) !== null) expect(readProof(wrong)?.deviceId, wrong).not.toBe(terms.deviceId);
  }
  expect(keyOf("short")).toBeNull();
  expect(() => proofOf("short", terms)).toThrow(RangeError);
});
