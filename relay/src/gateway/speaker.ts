import { isReplayed, type Rejection, reject } from "@lighty/protocol";
import type { DeviceRegister } from "./device-register.ts";
import type { Grant } from "./scope.ts";

interface Introduction {
  deviceId: string;
  speaksFor?: readonly string[] | undefined;
}

/** Whom a connection may speak for: with a device's own token itself and those it brings, with the relay's token anyone. [TEE-7] */
export class Speaker {
  readonly #grant: Grant;
  readonly #register: DeviceRegister;
  /** It is to leave health values out. [TEE-9] */
  readonly redacts: boolean;
  /** It came through the door of replays, which needs control. [RPL-3] */
  readonly #isReplay: boolean;
  #allowed: Set<string> | null;

  constructor(grant: Grant, register: DeviceRegister, redacts: boolean, isReplay = false) {
    this.#isReplay = isReplay;
    this.#grant = grant;
    this.#register = register;
    this.redacts = redacts;
    const { deviceId } = grant;
    this.#allowed =
      deviceId === null ? null : new Set([deviceId, ...register.speaksFor(deviceId).filter(this.#isFree)]);
  }

  /** The device that the token is bound to; null for the relay's own token. */
  get deviceId(): string | null {
    return this.#grant.deviceId;
  }

  /** Null for any observer. Of those it brings one may have been paired by itself since. */
  get allowed(): ReadonlySet<string> | null {
    for (const other of this.#allowed ?? []) {
      if (other !== this.#grant.deviceId && !this.#isFree(other)) this.#allowed?.delete(other);
    }
    return this.#allowed;
  }

  /** Takes the device at its word, as far as its token goes. */
  introduce({ deviceId, speaksFor = [] }: Introduction): Rejection | null {
    const own = this.#grant.deviceId;
    const misplaced = wrongDoor([deviceId, ...speaksFor], this.#isReplay);
    if (misplaced !== null) return misplaced;
    if (own === null) return null;
    const ended = this.#grant.ended();
    if (ended !== null) return ended;
    if (deviceId !== own) return reject("foreign_observer", `the token is ${own}'s, and the hello is of ${deviceId}`);
    const taken = speaksFor.find((other) => other !== own && !this.#isFree(other));
    if (taken !== undefined) {
      return reject("foreign_observer", `${taken} is paired by itself, so ${own} may not speak for it`);
    }
    this.#allowed = new Set([own, ...speaksFor]);
    this.#register.allow(own, speaksFor);
    return null;
  }

  readonly #isFree = (deviceId: string): boolean => !this.#register.isPaired(deviceId);
}

/** Null when these come in at their door: a replay's devices at the one that needs control, all others at the other. [RPL-3] */
export function wrongDoor(deviceIds: readonly string[], isReplay: boolean): Rejection | null {
  const misplaced = deviceIds.find((deviceId) => isReplayed(deviceId) !== isReplay);
  if (misplaced === undefined) return null;
  const sentence = isReplay
    ? `${misplaced} is no replay's; over /v1/replay come only devices whose id begins with replay`
    : `${misplaced} is a replay's; it comes in over /v1/replay, with the scope control`;
  return reject("forbidden_scope", sentence);
}

/** Null when every frame is of an observer that may be spoken for; what is no frame at all is ingest's to judge. [TEE-7] */
export function strangeObserver(texts: readonly string[], allowed: ReadonlySet<string> | null): Rejection | null {
  if (allowed === null) return null;
  for (const text of texts) {
    const deviceId = observerOf(text);
    if (typeof deviceId !== "string" || allowed.has(deviceId)) continue;
    const whom = [...allowed].join(", ");
    return reject(
      "foreign_observer",
      `a frame is of ${JSON.stringify(deviceId.slice(0, 40))}; this device speaks for ${whom}`,
    );
  }
  return null;
}

function observerOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { observer?: { deviceId?: unknown } } | null)?.observer?.deviceId;
  } catch {
    return undefined;
  }
}
