import { type Batch, type Outstanding, parseRoutine, type Value } from "@lighty/protocol";

/** A routine's text on its way. */
export interface Letter {
  sendId: string;
  routineId: string;
  version: number;
}

/** What is known of the watch: its id, and the version of each routine that was handed over to it. */
interface Ledger {
  watchId: string | null;
  versions: Readonly<Record<string, number>>;
}

const ledgerKey = "routine-post";

/**
 * Sees to it that the watch has the routines: each as it changed, and all of them when a watch that is not known speaks. [RTN-2] What was handed
 * over is durable, so a launch does not send everything again.
 */
export class RoutinePost {
  #ledger: Ledger;
  readonly #underWay = new Map<string, Letter>();
  /** Could not be sent: tried again when the link has changed. */
  readonly #refused = new Set<string>();

  constructor(stored: ReadonlyMap<string, Value>) {
    this.#ledger = (stored.get(ledgerKey) as Ledger | undefined) ?? { watchId: null, versions: {} };
  }

  /** What the watch lacks, of these versions, and nothing is being done about. A watch that never had a routine need not hear of its end. */
  due(
    versions: Iterable<{ routineId: string; version: number; routine: unknown }>,
  ): { routineId: string; version: number }[] {
    const sent = this.#ledger.versions;
    const held = new Map<string, number>();
    for (const { routineId, version } of this.#underWay.values()) {
      held.set(routineId, Math.max(version, held.get(routineId) ?? 0));
    }
    return [...versions].filter(({ routineId, version, routine }) => {
      if (this.#refused.has(routineId)) return false;
      const known = Math.max(sent[routineId] ?? 0, held.get(routineId) ?? 0);
      return known < version && (routine !== null || known > 0);
    });
  }

  /** The routine leaves in this transfer. */
  posted(letter: Letter): void {
    this.#underWay.set(letter.sendId, letter);
  }

  /** A send has ended. Undefined when it was none of these; else what is to be durable. */
  sent(sendId: string, errorCode: number | undefined): Batch | undefined {
    const letter = this.#underWay.get(sendId);
    if (letter === undefined) return undefined;
    this.#underWay.delete(sendId);
    if (errorCode !== undefined) {
      this.#refused.add(letter.routineId);
      return new Map();
    }
    const { versions } = this.#ledger;
    const version = Math.max(letter.version, versions[letter.routineId] ?? 0);
    return this.#put({ ...this.#ledger, versions: { ...versions, [letter.routineId]: version } });
  }

  /** The link has come up, or changed: what could not be sent is tried again. */
  wake(): void {
    this.#refused.clear();
  }

  /** A new process: of the transfers that the system still holds, those that are routines are under way, and the others are given back. */
  resume(outstanding: readonly Outstanding[]): readonly Outstanding[] {
    this.#underWay.clear();
    this.wake();
    return outstanding.filter(({ sendId, text }) => {
      const parsed = parseRoutine(text);
      if (parsed?.ok) this.posted({ sendId, routineId: parsed.value.routineId, version: parsed.value.version });
      return parsed === undefined;
    });
  }

  /** A watch has spoken. One that is not known has nothing yet. */
  hear(watchId: string): Batch {
    if (this.#ledger.watchId === watchId) return new Map();
    const isFirst = this.#ledger.watchId === null;
    // What was sent before any watch had spoken may have gone nowhere; what is under way may be for the one before.
    if (!isFirst) this.#underWay.clear();
    return this.#put({ watchId, versions: {} });
  }

  #put(ledger: Ledger): Batch {
    this.#ledger = ledger;
    return new Map([[ledgerKey, ledger as unknown as Value]]);
  }
}
