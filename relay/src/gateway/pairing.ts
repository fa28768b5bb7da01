import { randomInt, timingSafeEqual } from "node:crypto";
import { isReplayed, type Rejection, reject } from "@lighty/protocol";
import { keyOf, type PairAnswer, type PairRequest, pairingSecrets, readCode } from "@lighty/protocol/pairing";
import type { DeviceRegister } from "./device-register.ts";
import type { Nonces } from "./nonces.ts";

/** Letters that are not taken for one another. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const mostWrongProofs = 5;
const mostCodes = 16;

export interface PairingCode {
  /** As it is shown and typed: groups of four. */
  code: string;
  expiresAt: number;
}

/** Takes devices in: whoever shows a code that was given out, and is neither spent nor expired, gets a token of its own. [PAIR-2] */
export class Pairing {
  readonly #relayId: string;
  readonly #register: DeviceRegister;
  readonly #nonces: Nonces;
  readonly #now: () => number;
  #codes: (PairingCode & { wrong: number })[] = [];

  constructor(relayId: string, register: DeviceRegister, nonces: Nonces, now: () => number) {
    this.#relayId = relayId;
    this.#register = register;
    this.#nonces = nonces;
    this.#now = now;
  }

  /**
   * A new code, good for one device. 8 letters stand against guessing, which 5 tries end; where the line can be listened to a recorded pairing
   * can be tried against every code, so there it is to be 24.
   */
  open(length: 8 | 24, forMs: number): PairingCode {
    const drawn = Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
    const code = { code: drawn.replace(/(.{4})(?=.)/g, "$1-"), expiresAt: this.#now() + forMs };
    this.#codes = [...this.#open().slice(1 - mostCodes), { ...code, wrong: 0 }];
    return code;
  }

  pair(request: PairRequest): PairAnswer | Rejection {
    // Its token would bring frames of a replay by the devices' own door. [RPL-3]
    if (isReplayed(request.deviceId)) {
      return reject("pairing_refused", `${request.deviceId} is a replay's; no installation has such an id`);
    }
    if (!this.#nonces.isFresh(request.nonce)) {
      return reject(
        "pairing_refused",
        "the nonce is used, expired or not of this relay; ask /v1/challenge for another",
      );
    }
    const terms = { ...request, relayId: this.#relayId };
    const shown = Buffer.from(request.proof);
    for (const code of this.#open()) {
      const { deviceProof, relayProof, token } = pairingSecrets(readCode(code.code), terms);
      if (!timingSafeEqual(Buffer.from(deviceProof), shown)) {
        code.wrong += 1;
        continue;
      }
      const { deviceId, role, name } = request;
      const key = keyOf(token) as Uint8Array;
      const named = name === undefined ? {} : { name };
      if (!this.#register.pair({ deviceId, role, ...named, key, pairedAt: this.#now() })) {
        return reject("pairing_refused", "as many devices are paired as there is room for; revoke one first");
      }
      this.#nonces.use(request.nonce);
      this.#codes = this.#codes.filter((each) => each !== code);
      return { relayId: this.#relayId, deviceId, proof: relayProof };
    }
    return reject("pairing_refused");
  }

  #open(): (PairingCode & { wrong: number })[] {
    return this.#codes.filter(({ expiresAt, wrong }) => expiresAt > this.#now() && wrong < mostWrongProofs);
  }
}
