import { limits } from "./limits.ts";
import type { LinkErrorCode } from "./link-error.ts";
import { byteLength } from "./parse.ts";
import type { Channel } from "./step.ts";

/*
 * The port between a device and the channel to its counterpart. WCSession stands behind it in the apps, a room of the relay in development,
 * and a fake in simulations; whoever drives an engine cannot tell which. [LNK-1] [LNK-4]
 */

/** WCErrorDomain's codes by name, as far as a link gives them. [LNK-4] */
export const linkCodes = {
  notActivated: 7004,
  notReachable: 7007,
  payloadTooLarge: 7009,
  payloadUnsupportedTypes: 7010,
  replyTimedOut: 7012,
  deliveryFailed: 7014,
  insufficientSpace: 7015,
  sessionInactive: 7016,
  transferTimedOut: 7017,
} as const satisfies Record<string, LinkErrorCode>;

/** The one key of every payload. [PKT-1] */
export const payloadKey = "lty1";

/** A transfer that the system still holds. */
export interface Outstanding {
  readonly sendId: string;
  readonly text: string;
}

/** What an app hears of its session. */
export interface LinkDelegate {
  activated(reachable: boolean, outstanding: readonly Outstanding[]): void;
  reachabilityChanged(reachable: boolean): void;
  /** Of a message, `reply` answers its sender. It is for those who set `repliesLater`; for others the answer goes out by itself. `agoMs`: how long
   * the system has kept it since it crossed, where it knows. */
  received(channel: Channel, text: string, reply?: () => void, agoMs?: number): void;
  /** Without an errorCode the send was handed over. */
  sent(sendId: string, errorCode?: number): void;
  /** True for one who stands in for an app elsewhere: a message counts as answered once it calls `reply`. */
  readonly repliesLater?: boolean;
}

/** One device's end of the channel. Nothing throws: every send ends in `sent`, perhaps at once, perhaps much later. */
export interface Link {
  /** The app runs: it hears how things stand, then what waited for it. */
  activate(delegate: LinkDelegate): void;
  /** The app is gone. */
  deactivate(): void;
  /** Sends a payload, a property list with the text under `payloadKey`. */
  send(channel: Channel, sendId: string, payload: unknown): void;
  /** Takes transfers back that have not arrived. */
  cancel(sendIds: readonly string[]): void;
}

/** Text of a payload, or the error code that WatchConnectivity would refuse it with. [LNK-2] */
export function readPayload(payload: unknown, channel: Channel): string | LinkErrorCode {
  const capBytes = channel === "applicationContext" ? limits.contextBytes : limits.messageBytes;
  if (!isPropertyList(payload)) return linkCodes.payloadUnsupportedTypes;
  const text = (payload as Record<string, unknown>)[payloadKey];
  if (typeof text !== "string") return linkCodes.payloadUnsupportedTypes;
  // A text this short cannot reach the cap, whatever it is written in.
  return text.length * 3 > capBytes && byteLength(text) > capBytes ? linkCodes.payloadTooLarge : text;
}

/** String, number, boolean, and arrays and dictionaries of these: null becomes NSNull, which is none. */
export function isPropertyList(value: unknown): boolean {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return true;
  if (Array.isArray(value)) return value.every(isPropertyList);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every(isPropertyList);
}
