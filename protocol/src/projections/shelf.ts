import type { RegisterMap, Vector } from "../packet.ts";

/** A session as a device held it after an entry. */
export interface Checkpoint {
  readonly entry: number;
  readonly revision: number;
  readonly digest: string;
  readonly registers: RegisterMap;
  readonly have: Vector;
}

/** Where checkpoints lie, by the session and the device they are of; a relay keeps them in a file. Put in the order of their entries. [PRJ-3] */
export interface Shelf {
  put(key: string, checkpoint: Checkpoint): void;
  /** The last one at an entry or before it. */
  nearest(key: string, entry: number): Checkpoint | undefined;
  /** The entry of the first one. */
  earliest(key: string): number | undefined;
  /** Those before an entry go; all of the key without one. */
  drop(key: string, before?: number): void;
}

const mostCheckpoints = 1_024;

/** A shelf in memory, for those who read a capture or a simulation: beyond a bound every second one goes. [PRJ-2] */
export class MemoryShelf implements Shelf {
  #checkpoints = new Map<string, Checkpoint[]>();
  #count = 0;

  static restore({ checkpoints, count }: ReturnType<MemoryShelf["save"]>): MemoryShelf {
    const shelf = new MemoryShelf();
    shelf.#checkpoints = checkpoints;
    shelf.#count = count;
    return shelf;
  }

  save() {
    return { checkpoints: this.#checkpoints, count: this.#count };
  }

  put(key: string, checkpoint: Checkpoint): void {
    const own = this.#checkpoints.get(key) ?? [];
    this.#checkpoints.set(key, own);
    own.push(checkpoint);
    if (++this.#count > mostCheckpoints) this.#thin();
  }

  nearest(key: string, entry: number): Checkpoint | undefined {
    return this.#checkpoints.get(key)?.findLast((each) => each.entry <= entry);
  }

  earliest(key: string): number | undefined {
    return this.#checkpoints.get(key)?.[0]?.entry;
  }

  drop(key: string, before: number = Number.POSITIVE_INFINITY): void {
    const own = this.#checkpoints.get(key) ?? [];
    const kept = own.filter(({ entry }) => entry >= before);
    this.#count -= own.length - kept.length;
    if (kept.length > 0) this.#checkpoints.set(key, kept);
    else this.#checkpoints.delete(key);
  }

  #thin(): void {
    this.#count = 0;
    for (const checkpoints of this.#checkpoints.values()) {
      const kept = checkpoints.filter((_, index) => index % 2 === 1);
      checkpoints.splice(0, checkpoints.length, ...kept);
      this.#count += kept.length;
    }
  }
}
