import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type Rejection, reject } from "@lighty/protocol";
import { keyShownBy, readProof } from "@lighty/protocol/pairing";
import type { Attempts } from "./attempts.ts";
import type { DeviceRegister } from "./device-register.ts";
import type { Doors } from "./doors.ts";
import type { Nonces } from "./nonces.ts";
import { type Grant, grant, type Scope } from "./scope.ts";

/** What of a request decides whether it may come in. */
export interface Caller {
  host: string | undefined;
  origin: string | undefined;
  authorization: string | undefined;
  cookie: string | undefined;
  /** `Sec-WebSocket-Protocol`: where a page's socket shows its proof, as it can send no other header. */
  protocol: string | undefined;
  address: string;
  /** Which of the relay's own addresses it came in at. */
  door: string;
  /** The line is encrypted. */
  isTls: boolean;
}

export interface AccessOptions {
  /** Reads, and publishes for any device. */
  token: string;
  /** Reads, and changes things. */
  controlToken: string;
  relayId: string;
  register: DeviceRegister;
  nonces: Nonces;
  attempts: Attempts;
  doors: Doors;
}

/** Names a relay on this machine answers to: a page that reached us by any other name was led here by someone else's DNS. */
const ownNames = ["localhost", "127.0.0.1", "[::1]"];

/** A browser that is opened has come by then. */
const onceMs = 60_000;

const inClear =
  "others on the network can read along here, so no token is taken but a paired device's proof; --tls closes the line to them";

/** What a token opens when it comes in a header, and what the cookie does that a page swaps it for. */
interface Secret {
  mac: Buffer;
  scopes: readonly Scope[];
  cookie: string;
  cookieMac: Buffer;
  cookieScopes: readonly Scope[];
}

/** Who may come in: from a host we are known by, from our own page or from no page at all, and with what they may do. */
export class Access {
  readonly cookieName: string;
  readonly #options: AccessOptions;
  readonly #secrets: readonly Secret[];
  readonly #names: ReadonlySet<string>;
  #once: { mac: Buffer; until: number } | null = null;
  /** What a page must send beside its cookie to change anything; it can read it only from our own origin. */
  readonly changeToken: string;

  constructor(options: AccessOptions) {
    const { token, controlToken, relayId, doors } = options;
    this.#options = options;
    // The one name more to answer to: the address that was named for the network.
    this.#names = new Set(doors.lan === null ? ownNames : [...ownNames, nameOf(doors.lan)]);
    // Cookies know no ports: two relays on one machine would otherwise take each other's.
    this.cookieName = `lighty_${relayId.slice(0, 12)}`;
    this.#secrets = [
      this.#secret(token, ["observe", "publish"], ["observe"]),
      this.#secret(controlToken, ["observe", "control"], ["observe", "control"]),
    ];
    this.changeToken = createHmac("sha256", controlToken).update(`changes of ${relayId}`).digest("base64url");
  }

  /** Null when host and origin are ours. A page of another origin is turned away even with a valid cookie. */
  judgeOrigin({ host, origin, isTls }: Caller): Rejection | null {
    const name = host === undefined ? null : hostName(host);
    if (name === null) return reject("bad_shape", "the Host header is missing or cannot be read");
    if (!this.#names.has(name)) {
      return reject(
        "foreign_origin",
        `the request is for host ${JSON.stringify(name)}; this relay is ${[...this.#names].join(", ")}`,
      );
    }
    // The page was served under the very host the request names, so its origin is that host, to the letter.
    if (origin === undefined || origin === `${isTls ? "https" : "http"}://${host?.toLowerCase()}`) return null;
    return reject(
      "foreign_origin",
      `the request comes from a page of ${JSON.stringify(origin.slice(0, 100))}, not of this relay`,
    );
  }

  /** What the caller is let in with, or why not. */
  admit(caller: Caller): Grant | Rejection {
    const { attempts, doors } = this.#options;
    const shown = shownBy(caller);
    if (shown?.type !== "proof" && !doors.takesSecrets(caller)) return reject("unauthorized", inClear);
    if (shown === null) return this.#admitCookie(caller);
    if (attempts.isBlocked(caller.address)) return reject("too_many_attempts");
    const found = shown.type === "bearer" ? this.#admitToken(shown.text) : this.#admitProof(shown.text);
    if (!("code" in found)) return found;
    // A proof is another each time; what counts as one guess is the device it is made for.
    const guess = shown.type === "bearer" ? shown.text : (readProof(shown.text)?.deviceId ?? shown.text);
    attempts.failed(caller.address, this.#mac(guess).toString("base64url"));
    return found;
  }

  /**
   * A token for the page that the relay opens by itself: it stands among the browser's arguments, which every user of the machine can see, so it
   * is good for one log-in, to read, and for a minute.
   */
  makeOnceToken(): string {
    const token = randomBytes(32).toString("base64url");
    this.#once = { mac: this.#mac(token), until: performance.now() + onceMs };
    return token;
  }

  /** The cookie for a page's token, or why there is none. */
  logIn(token: string, caller: Caller): { cookie: string; scopes: readonly Scope[] } | Rejection {
    const { address } = caller;
    if (!this.#options.doors.takesSecrets(caller)) return reject("unauthorized", inClear);
    if (this.#options.attempts.isBlocked(address)) return reject("too_many_attempts");
    const mac = this.#mac(this.#spendOnce(token) ? this.#options.token : token);
    for (const { mac: own, cookie, cookieScopes } of this.#secrets) {
      if (timingSafeEqual(mac, own)) return { cookie: `${this.cookieName}=${cookie}`, scopes: cookieScopes };
    }
    this.#options.attempts.failed(address, mac.toString("base64url"));
    return reject("unauthorized", "the token is not the one in the printed link");
  }

  #spendOnce(token: string): boolean {
    const once = this.#once;
    if (once === null || performance.now() > once.until || !timingSafeEqual(this.#mac(token), once.mac)) return false;
    this.#once = null;
    return true;
  }

  #admitToken(token: string): Grant | Rejection {
    const mac = this.#mac(token);
    for (const { mac: own, scopes } of this.#secrets) if (timingSafeEqual(mac, own)) return grant("header", scopes);
    return reject(
      "unauthorized",
      "the token that was sent is not the one; use Authorization: Bearer with the token from the printed link",
    );
  }

  #admitProof(text: string): Grant | Rejection {
    const { register, nonces, relayId } = this.#options;
    const proof = readProof(text);
    if (proof === null) return reject("unauthorized", "the proof cannot be read; it is deviceId.nonce.proof");
    const kept = register.tokenOf(proof.deviceId);
    // Without a key the same work is done, and fails.
    const wanted = kept?.key ?? new Uint8Array(32);
    const isRight = timingSafeEqual(keyShownBy(proof, wanted, relayId), wanted) && kept !== null;
    if (!isRight) return reject("unauthorized", `${proof.deviceId} is not paired, was revoked, or its proof is wrong`);
    if (!nonces.isFresh(proof.nonce)) {
      return reject("unauthorized", "the nonce is used, expired or not of this relay; ask /v1/challenge for another");
    }
    nonces.use(proof.nonce);
    return grant("header", ["publish"], kept);
  }

  #admitCookie({ cookie }: Caller): Grant | Rejection {
    for (const pair of cookie?.split(";") ?? []) {
      const [name, value = ""] = pair.trim().split("=", 2);
      if (name !== this.cookieName) continue;
      const mac = this.#mac(value);
      for (const { cookieMac, cookieScopes } of this.#secrets) {
        if (timingSafeEqual(mac, cookieMac)) return grant("cookie", cookieScopes);
      }
    }
    return reject("unauthorized", "no token was sent; use Authorization: Bearer with the token from the printed link");
  }

  /** True for the header that a page sends beside its cookie. */
  isChangeToken(text: string): boolean {
    return timingSafeEqual(this.#mac(text), this.#mac(this.changeToken));
  }

  #secret(token: string, scopes: readonly Scope[], cookieScopes: readonly Scope[]): Secret {
    const cookie = createHmac("sha256", token).update(`cookie of ${this.#options.relayId}`).digest("base64url");
    return { mac: this.#mac(token), scopes, cookie, cookieMac: this.#mac(cookie), cookieScopes };
  }

  /** Equal lengths for the comparison, whatever was sent. */
  #mac(text: string): Buffer {
    return createHmac("sha256", this.#options.relayId).update(text).digest();
  }
}

/** A token or a proof, as it was sent; null when neither was. */
function shownBy({ authorization, protocol }: Caller): { type: "bearer" | "proof"; text: string } | null {
  if (authorization !== undefined) {
    const match = /^(Bearer|Lighty) ([^\s]{1,512})$/i.exec(authorization);
    const [, scheme = "", text = authorization.slice(0, 512)] = match ?? [];
    return { type: scheme.toLowerCase() === "lighty" ? "proof" : "bearer", text };
  }
  for (const each of protocol?.split(",") ?? []) {
    const text = each.trim();
    if (text.startsWith("lighty.")) return { type: "proof", text: text.slice("lighty.".length) };
  }
  return null;
}

/** An address as it stands in a URL and in a Host header. */
export function nameOf(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** The name in a Host header, without its port; null when it is not one. */
function hostName(host: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(host);
  return match?.[1]?.toLowerCase() ?? null;
}
