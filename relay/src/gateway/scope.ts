import type { Rejection } from "@lighty/protocol";

/**
 * What a caller may do: `observe` reads, `publish` brings a device's frames, `control` changes things. A scope holds no other.
 */
export type Scope = "observe" | "publish" | "control";

/** A device's own token, as it stood when it was shown. */
export interface OwnToken {
  readonly deviceId: string;
  /** Why it is good no longer: it was revoked, or its device has paired anew. Null while it is good. [PAIR-1] */
  ended(): Rejection | null;
}

/** What a caller was let in with. */
export interface Grant {
  readonly scopes: ReadonlySet<Scope>;
  /** The device that a token of its own is bound to. */
  readonly deviceId: string | null;
  /** A browser sends a cookie by itself, so a cookie alone changes nothing. */
  readonly by: "header" | "cookie";
  /** Why what was shown is good no longer; null while it is, as the relay's own tokens are for as long as it runs. */
  ended(): Rejection | null;
}

export function grant(by: Grant["by"], scopes: readonly Scope[], own: OwnToken | null = null): Grant {
  return { by, scopes: new Set(scopes), deviceId: own?.deviceId ?? null, ended: () => own?.ended() ?? null };
}
