/** How long a relay may take to answer before the page shows without it. */
const patienceMs = 5_000;

/** The token stands in the fragment of the link that the relay printed: a fragment is never sent, logged or referred. */
export function tokenIn(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("token");
}

/** What signing in needs of the page it happens on. */
export interface Address {
  readonly hash: string;
  clearFragment(): void;
}

/**
 * Swaps the token for an HttpOnly cookie that no script can read, then clears it from the address and the history. Says why not, where
 * the relay refused.
 */
export async function signIn(address: Address, ask: typeof fetch): Promise<string | null> {
  const token = tokenIn(address.hash);
  if (token === null) return null;
  address.clearFragment();
  try {
    const answer = await ask("api/v1/login", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ token }),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answer.ok) return null;
    return answer.status === 401
      ? "the relay does not know the token in this link"
      : `the relay answered ${answer.status}`;
  } catch {
    return "the relay did not answer";
  }
}
