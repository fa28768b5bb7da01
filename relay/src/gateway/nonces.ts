import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export const nonceMs = 30_000;
const timeBytes = 6;
const chanceBytes = 12;
const macBytes = 12;

/**
 * Nonces that need no memory until they are used: time, chance, and a mac that only this relay can make. Strangers may ask for as many as they
 * like; only a proof that was right has its nonce remembered, until it has expired anyway.
 */
export class Nonces {
  readonly #key = randomBytes(32);
  readonly #now: () => number;
  readonly #used = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  make(): string {
    const head = Buffer.alloc(timeBytes + chanceBytes);
    head.writeUIntBE(this.#now(), 0, timeBytes);
    randomBytes(chanceBytes).copy(head, timeBytes);
    return Buffer.concat([head, this.#mac(head)]).toString("base64url");
  }

  /** This relay made it, not long ago, and nobody has used it. */
  isFresh(nonce: string): boolean {
    const bytes = Buffer.from(nonce, "base64url");
    if (bytes.length !== timeBytes + chanceBytes + macBytes || bytes.toString("base64url") !== nonce) return false;
    const head = bytes.subarray(0, timeBytes + chanceBytes);
    if (!timingSafeEqual(this.#mac(head), bytes.subarray(head.length))) return false;
    const age = this.#now() - head.readUIntBE(0, timeBytes);
    return age >= 0 && age < nonceMs && !this.#used.has(nonce);
  }

  use(nonce: string): void {
    const now = this.#now();
    for (const [old, until] of this.#used) {
      if (until > now) break;
      this.#used.delete(old);
    }
    this.#used.set(nonce, now + nonceMs);
  }

  #mac(head: Buffer): Buffer {
    return createHmac("sha256", this.#key).update(head).digest().subarray(0, macBytes);
  }
}
