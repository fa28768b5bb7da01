/**
 * Some frames name no session (reachability, a failed send, the start of an app) and yet belong to the story of one: they are listed
 * under the sessions their observer named last.
 */
export class NamedSessions {
  readonly #last = new Map<string, readonly string[]>();
  readonly #before = new Map<string, readonly string[] | undefined>();

  restore(deviceId: string, sessions: readonly string[]): void {
    this.#last.set(deviceId, sessions);
  }

  /** Nobody has named it last any more. */
  forget(sessionId: string): void {
    for (const [deviceId, sessions] of this.#last) {
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
    const last = this.#last.get(deviceId);
    if (named.length === 0) return last ?? [];
    if (last === undefined || last.length !== named.length || last.some((sessionId, i) => sessionId !== named[i])) {
      if (!this.#before.has(deviceId)) this.#before.set(deviceId, last);
      this.#last.set(deviceId, named);
    }
    return named;
  }

  /** What has changed since the last commit or rollback. */
  changes(): [deviceId: string, sessions: readonly string[]][] {
    return [...this.#before.keys()].map((deviceId) => [deviceId, this.#last.get(deviceId) ?? []]);
  }

  commit(): void {
    this.#before.clear();
  }

  rollback(): void {
    for (const [deviceId, sessions] of this.#before) {
      if (sessions === undefined) this.#last.delete(deviceId);
      else this.#last.set(deviceId, sessions);
    }
    this.#before.clear();
  }
}
