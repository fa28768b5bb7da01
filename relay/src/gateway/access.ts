import { createHmac, timingSafeEqual } from "node:crypto";
import { type Rejection, reject } from "@lighty/protocol";

/** What of a request decides whether it may come in. */
export interface Caller {
  host: string | undefined;
  origin: string | undefined;
  authorization: string | undefined;
  cookie: string | undefined;
}

/** Names a relay on this machine answers to: a page that reached us by any other name was led here by someone else's DNS. */
const hosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Who may come in: from a host we are known by, from our own page or from no page at all, with the token or the page's cookie. */
export class Access {
  readonly cookieName: string;
  readonly #tokenMac: Buffer;
  readonly #cookieMac: Buffer;
  readonly #key: string;
  readonly cookieValue: string;

  constructor(token: string, relayId: string) {
    this.#key = relayId;
    // Cookies know no ports: two relays on one machine would otherwise take each other's.
    this.cookieName = `lighty_${relayId.slice(0, 12)}`;
    this.cookieValue = createHmac("sha256", token).update(`cookie of ${relayId}`).digest("base64url");
    this.#tokenMac = this.#mac(token);
    this.#cookieMac = this.#mac(this.cookieValue);
  }

  /** Null when host and origin are ours. A page of another origin is turned away even with a valid cookie. */
  judgeOrigin({ host, origin }: Caller): Rejection | null {
    const name = host === undefined ? null : hostName(host);
    if (name === null) return reject("bad_shape", "the Host header is missing or cannot be read");
    if (!hosts.has(name)) {
      return reject(
        "foreign_origin",
        `the request is for host ${JSON.stringify(name)}; this relay is ${[...hosts].join(", ")}`,
      );
    }
    // The page was served under the very host the request names, so its origin is that host, to the letter.
    if (origin === undefined || origin === `http://${host?.toLowerCase()}`) return null;
    return reject(
      "foreign_origin",
      `the request comes from a page of ${JSON.stringify(origin.slice(0, 100))}, not of this relay`,
    );
  }

  /** Null when the caller knows the token, or its page has swapped it for a cookie. */
  judgeToken({ authorization, cookie }: Caller): Rejection | null {
    const bearer = authorization === undefined ? null : /^Bearer ([^\s]{1,256})$/i.exec(authorization);
    if (bearer?.[1] !== undefined && this.isToken(bearer[1])) return null;
    if (authorization === undefined && this.#hasCookie(cookie)) return null;
    const sent = authorization === undefined ? "no token was sent" : "the token that was sent is not the one";
    return reject("unauthorized", `${sent}; use Authorization: Bearer with the token from the printed link`);
  }

  isToken(text: string): boolean {
    return timingSafeEqual(this.#mac(text), this.#tokenMac);
  }

  #hasCookie(header: string | undefined): boolean {
    for (const pair of header?.split(";") ?? []) {
      const [name, value = ""] = pair.trim().split("=", 2);
      if (name === this.cookieName && timingSafeEqual(this.#mac(value), this.#cookieMac)) return true;
    }
    return false;
  }

  /** Equal lengths for the comparison, whatever was sent. */
  #mac(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}

/** The name in a Host header, without its port; null when it is not one. */
function hostName(host: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(host);
  return match?.[1]?.toLowerCase() ?? null;
}
