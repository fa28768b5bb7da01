/**
 * What a caller may do: `observe` reads, `publish` brings a device's frames, `control` changes things. A scope holds no other.
 */
export type Scope = "observe" | "publish" | "control";

/** What a caller was let in with. */
export interface Grant {
  readonly scopes: ReadonlySet<Scope>;
  /** The device that a token of its own is bound to. */
  readonly deviceId: string | null;
  /** A browser sends a cookie by itself, so a cookie alone changes nothing. */
  readonly by: "header" | "cookie";
}

export function grant(by: Grant["by"], scopes: readonly Scope[], deviceId: string | null = null): Grant {
  return { by, scopes: new Set(scopes), deviceId };
}
