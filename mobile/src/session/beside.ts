import type { Batch, Value } from "@lighty/protocol";

const prefix = "beside/";

/** Live sessions that the lifter lets stand beside the one on the screen: what was answered once is not asked again. [SES-2] */
export class Beside {
  readonly #kept = new Set<string>();

  constructor(stored: ReadonlyMap<string, Value>) {
    for (const key of stored.keys()) if (key.startsWith(prefix)) this.#kept.add(key.slice(prefix.length));
  }

  has(sessionId: string): boolean {
    return this.#kept.has(sessionId);
  }

  keep(sessionId: string): Batch {
    this.#kept.add(sessionId);
    return new Map([[prefix + sessionId, true]]);
  }

  /** Sessions that are over leave nothing behind. */
  forget(isLive: (sessionId: string) => boolean): Batch {
    const over = [...this.#kept].filter((sessionId) => !isLive(sessionId));
    for (const sessionId of over) this.#kept.delete(sessionId);
    return new Map(over.map((sessionId) => [prefix + sessionId, null]));
  }
}
