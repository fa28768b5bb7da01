/** Observers kept in memory; all others lie in the log, a row each. */
const mostObservers = 1_024;

/**
 * Some frames name no session (reachability, a failed send, the start of an app) and yet belong to the story of one: they are listed
 * under the sessions their observer named last.
 */
export class NamedSessions {
  readonly #last = new Map<string, readonly string[]>();
  readonly #before = new Map<string, readonly string[]>();

  readonly #load: ((deviceId: string) => readonly string[] | undefined) | null;

  /** `load` reads what is written down of an observer; without one everything is known here. */
  constructor(load: ((deviceId: string) => readonly string[] | undefined) | null = null) {
    this.#load = load;
  }

  /** Nobody of these has named it last any more: all who have, where some are known to the log alone. */
  forget(
    sessionId: string,
    last: Iterable<readonly [deviceId: string, sessions: readonly string[]]> = this.#last,
  ): void {
    for (const [deviceId, sessions] of last) {
      if (!sessions.includes(sessionId)) continue;
      if (!this.#before.has(deviceId)) this.#before.set(deviceId, sessions);
      this.#last.set(
        deviceId,
        sessions.filter((each) => each !== sessionId),
      );
    }
  }

  clear(): void {
    this.#last.clear();
  }

  /** Where a frame of that observer is listed. */
  resolve(deviceId: string, named: readonly string[]): readonly string[] {
    const last = this.#of(deviceId);
    if (named.length === 0) return last;
    if (last.length !== named.length || last.some((sessionId, i) => sessionId !== named[i])) {
      if (!this.#before.has(deviceId)) this.#before.set(deviceId, last);
      this.#last.set(deviceId, named);
    }
    return named;
  }

  /** What has changed since the last commit or rollback. */
  changes(): [deviceId: string, sessions: readonly string[]][] {
    return [...this.#before.keys()].map((deviceId) => [deviceId, this.#last.get(deviceId) ?? []]);
  }

  /** What is written down can be read again, should the observer be heard of once more. */
  commit(): void {
    this.#before.clear();
    if (this.#load === null) return;
    for (const deviceId of this.#last.keys()) {
      if (this.#last.size <= mostObservers) return;
      this.#last.delete(deviceId);
    }
  }

  rollback(): void {
    for (const [deviceId, sessions] of this.#before) this.#last.set(deviceId, sessions);
    this.#before.clear();
  }

  #of(deviceId: string): readonly string[] {
    let last = this.#last.get(deviceId);
    if (last === undefined) {
      last = this.#load?.(deviceId) ?? [];
      this.#last.set(deviceId, last);
    }
    return last;
  }
}
