import type { Caller } from "./access.ts";

/** How the relay is reached beside this machine's own addresses. */
export interface DoorOptions {
  /** The address of the one interface that was named; null when none was. */
  lan?: string | null;
  /** It runs in a container, and whoever started that says where its port is published. */
  isContainer?: boolean;
  /** Every line is encrypted. */
  isTls?: boolean;
}

/** What a line is fit for, by where it comes in and whether it is encrypted. (SECURITY.md, rules 4 and 17) */
export class Doors {
  readonly lan: string | null;
  readonly isTls: boolean;
  readonly #isContainer: boolean;

  constructor({ lan = null, isContainer = false, isTls = false }: DoorOptions = {}) {
    this.lan = lan;
    this.isTls = isTls;
    this.#isContainer = isContainer;
  }

  /** True when others on the network can read along: neither this machine's own line nor an encrypted one. [TEE-9] */
  isOverheard({ address, door, isTls }: Pick<Caller, "address" | "door" | "isTls">): boolean {
    return !isTls && (!isOwn(address) || door === this.lan);
  }

  /**
   * A token itself, or the cookie that stands for one, may cross here. Not where others read along: there only a proof is good, and nothing
   * but a device has one. A container cannot tell its host's own line from another, and is published on that one alone.
   */
  takesSecrets(caller: Pick<Caller, "address" | "door" | "isTls">): boolean {
    return this.#isContainer || !this.isOverheard(caller);
  }

  /** Health values are to stay out. Of every device as soon as any line is open to the network in clear. */
  redacts(caller: Pick<Caller, "address" | "door" | "isTls">): boolean {
    return this.isOverheard(caller) || (this.lan !== null && !this.isTls);
  }

  /** How long a pairing code must be: where someone may sit in the middle, a recorded pairing can be tried against every short one. */
  codeLetters(caller: Pick<Caller, "address" | "door" | "isTls">): 8 | 24 {
    return this.lan !== null || this.isOverheard(caller) ? 24 : 8;
  }
}

function isOwn(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/.test(address);
}
