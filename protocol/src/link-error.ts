/**
 * WatchConnectivity's error codes (WCErrorDomain), and what the engine may hope for after each: `retry` soon, `never` for this payload, or only
 * once the `user` has acted. [LNK-4]
 */
export const linkErrors = {
  7001: { name: "genericError", hope: "retry" },
  7002: { name: "sessionNotSupported", hope: "user" },
  7003: { name: "sessionMissingDelegate", hope: "never" },
  7004: { name: "sessionNotActivated", hope: "retry" },
  7005: { name: "deviceNotPaired", hope: "user" },
  7006: { name: "watchAppNotInstalled", hope: "user" },
  7007: { name: "notReachable", hope: "retry" },
  7008: { name: "invalidParameter", hope: "never" },
  7009: { name: "payloadTooLarge", hope: "never" },
  7010: { name: "payloadUnsupportedTypes", hope: "never" },
  7011: { name: "messageReplyFailed", hope: "retry" },
  7012: { name: "messageReplyTimedOut", hope: "retry" },
  7013: { name: "fileAccessDenied", hope: "never" },
  7014: { name: "deliveryFailed", hope: "retry" },
  7015: { name: "insufficientSpace", hope: "user" },
  7016: { name: "sessionInactive", hope: "retry" },
  7017: { name: "transferTimedOut", hope: "retry" },
  7018: { name: "companionAppNotInstalled", hope: "user" },
  7019: { name: "watchOnlyApp", hope: "user" },
} as const satisfies Record<number, { name: string; hope: "retry" | "never" | "user" }>;

export type LinkErrorCode = keyof typeof linkErrors;

/** True when the same payload may go through a little later. An unknown code is taken for one that may. [LNK-4] */
export function mayRetry(errorCode: number): boolean {
  return (linkErrors[errorCode as LinkErrorCode]?.hope ?? "retry") === "retry";
}
