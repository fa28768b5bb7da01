import type { EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";

/** A log and what is folded out of it, apart from every other. */
export interface World {
  log: EventLog;
  views: Views;
}

/** Worlds that are open at once: each has a connection to its log, and a thread that folds it. */
export const mostOpen = 4;

/** The worlds that are looked into, the latest few: one beyond these is closed, and opened again when somebody asks for it. */
export class OpenWorlds {
  readonly #worlds = new Map<string, World>();

  /** The world of that name as it stands open, or else as `open` opens it. */
  take(name: string, open: () => World): World {
    const world = this.#worlds.get(name) ?? open();
    this.#worlds.delete(name);
    this.#worlds.set(name, world);
    const [oldest] = this.#worlds.keys();
    if (this.#worlds.size > mostOpen && oldest !== undefined)
      this.close(oldest).catch((error) => process.emitWarning(error as Error));
    return world;
  }

  /** Whoever waits for an answer of it is told to ask again. */
  async close(name: string): Promise<void> {
    const world = this.#worlds.get(name);
    this.#worlds.delete(name);
    await world?.views.close();
    await world?.log.close();
  }

  async closeAll(): Promise<void> {
    for (const name of [...this.#worlds.keys()]) await this.close(name);
  }
}
