/** Wrong tokens an address may try within a minute; then it waits one. */
export const mostWrongTokens = 10;
const minuteMs = 60_000;
const mostAddresses = 1_024;

interface Tries {
  since: number;
  wrong: Set<string>;
  blockedUntil: number;
}

/**
 * Counts the different wrong tokens of each address. A device that repeats its old token, as one does after the relay was started anew, guesses
 * nothing and keeps nobody out.
 */
export class Attempts {
  readonly #addresses = new Map<string, Tries>();
  readonly #now: () => number;
  readonly #most: number;

  constructor(now: () => number, most: number = mostWrongTokens) {
    this.#now = now;
    this.#most = most;
  }

  isBlocked(address: string): boolean {
    return (this.#addresses.get(address)?.blockedUntil ?? 0) > this.#now();
  }

  /** `token` is a digest of what was shown, never the thing itself. */
  failed(address: string, token: string): void {
    const now = this.#now();
    let tries = this.#addresses.get(address);
    if (tries === undefined || now - tries.since >= minuteMs) tries = { since: now, wrong: new Set(), blockedUntil: 0 };
    tries.wrong.add(token);
    if (tries.wrong.size >= this.#most) {
      tries.blockedUntil = now + minuteMs;
      tries.wrong.clear();
    }
    // The latest at the end, so that the first is the one to forget.
    this.#addresses.delete(address);
    this.#addresses.set(address, tries);
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > mostAddresses && oldest !== undefined) this.#addresses.delete(oldest);
  }
}
