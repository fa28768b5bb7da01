import { readCode } from "@lighty/protocol/pairing";

/** Where a relay is, and the code by which it takes one device in. */
export interface Invitation {
  origin: string;
  code: string;
  /** SHA-256 of the relay's key, in hex, as the relay printed it. */
  fingerprint?: string;
}

/** What a person scanned: `lighty://pair?relay=http://192.168.1.20:7788&code=7K2M-0111`. Null when it is no invitation. */
export function readInvitation(scanned: string): Invitation | null {
  const [address = "", query = ""] = scanned.trim().split("?", 2);
  if (address !== "lighty://pair") return null;
  const terms = new URLSearchParams(query);
  const fingerprint = terms.get("fingerprint");
  const typed = typedInvitation(terms.get("relay") ?? "", terms.get("code") ?? "");
  if (typed === null || fingerprint === null) return typed;
  return /^[0-9a-f]{64}$/.test(fingerprint) ? { ...typed, fingerprint } : null;
}

/** The same two, typed: a host with its port will do for an address. Null when either cannot be. */
export function typedInvitation(address: string, code: string): Invitation | null {
  const origin = originOf(address);
  const letters = readCode(code);
  return origin !== null && (letters.length === 8 || letters.length === 24) ? { origin, code: letters } : null;
}

function originOf(address: string): string | null {
  const given = address.trim().replace(/\/+$/, "");
  const url = /^https?:\/\//i.test(given) ? given.toLowerCase() : `http://${given.toLowerCase()}`;
  return /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(url) ? url : null;
}
