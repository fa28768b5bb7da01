import type { Status } from "./event.ts";
import { add, type Hash64, hash64, hex, subtract, zero } from "./hash.ts";
import type { RegisterMap, StampedCell } from "./packet.ts";
import { compareStamps, type Stamp } from "./stamp.ts";
import { canonical, sameValue, type Value } from "./value.ts";

/** A register's value and the stamp of its last write. [REG-2] */
export interface Cell extends Stamp {
  readonly value: Value;
}

/** What a write did to its register: took it, lost to a higher stamp, found itself there, or met its own stamp with another value. */
export type Written = "taken" | "lost" | "same" | "collided";

/** Losing a workout is worse than keeping an unwanted one, so a finish beats a discard whatever the stamps. [MRG-3] */
const statusRank: Record<Status, number> = { active: 0, discarded: 1, finished: 2 };

function rank(value: Value): number {
  return typeof value === "string" && Object.hasOwn(statusRank, value) ? statusRank[value as Status] : -1;
}

/** A health register is measured, not decided: it counts in the digest only once the session has ended. [DIG-4] */
export function isHealth(name: string): boolean {
  return name.startsWith("health/");
}

/** The 64-bit hash of one register: name TAB revision TAB deviceId TAB canonical(value). [DIG-1] */
export function registerHash(name: string, cell: Cell): Hash64 {
  return hash64(`${name}\t${cell.revision}\t${cell.deviceId}\t${canonical(cell.value)}`);
}

/**
 * Does `next` replace `held`? Rank first for `status`, then the higher stamp; at the same stamp the greater canonical value, so that even
 * a fault ends equal everywhere. [MRG-1] [MRG-2] [MRG-3]
 */
function outranks(name: string, held: Cell, next: Cell): Written {
  if (name === "status") {
    const difference = rank(next.value) - rank(held.value);
    if (difference !== 0) return difference > 0 ? "taken" : "lost";
  }
  const order = compareStamps(held, next);
  if (order !== 0) return order < 0 ? "taken" : "lost";
  return sameValue(held.value, next.value) ? "same" : "collided";
}

/** A cell and its part of the digest, to be taken out when it is replaced: to keep it costs less than to hash it again. */
interface Held {
  cell: Cell;
  hash: Hash64;
}

function isGreater(next: Cell, held: Cell): boolean {
  return canonical(next.value) > canonical(held.value);
}

/**
 * The cells of one session and their digest, kept by addition: one write costs one hash, so a relay can check every frame. The digest is the
 * sum of the cells' hashes, hence the same in whatever order they came. [DIG-1] [DIG-4]
 */
export class Registers {
  readonly #cells = new Map<string, Held>();
  #core: Hash64 = zero;
  #health: Hash64 = zero;
  #ended = false;
  /** The digest as text, until a cell is written: most frames change nothing, and each is asked for it. */
  #digest: string | undefined;
  #coreDigest: string | undefined;

  get size(): number {
    return this.#cells.size;
  }

  get(name: string): Cell | undefined {
    return this.#cells.get(name)?.cell;
  }

  value(name: string): Value | undefined {
    return this.#cells.get(name)?.cell.value;
  }

  *entries(): IterableIterator<[string, Cell]> {
    for (const [name, { cell }] of this.#cells) yield [name, cell];
  }

  /** Merges one write. Merging is commutative, associative and idempotent. [MRG-1] */
  write(name: string, next: Cell): Written {
    const held = this.#cells.get(name);
    const written = held === undefined ? "taken" : outranks(name, held.cell, next);
    if (written === "taken" || (written === "collided" && held !== undefined && isGreater(next, held.cell))) {
      this.#put(name, next, held);
    }
    return written;
  }

  #put(name: string, cell: Cell, held: Held | undefined): void {
    const hash = registerHash(name, cell);
    this.#digest = undefined;
    this.#coreDigest = undefined;
    if (name === "status") this.#ended = rank(cell.value) > 0;
    if (isHealth(name)) this.#health = replace(this.#health, hash, held?.hash);
    else this.#core = replace(this.#core, hash, held?.hash);
    if (held === undefined) this.#cells.set(name, { cell, hash });
    else {
      held.cell = cell;
      held.hash = hash;
    }
  }

  get status(): Status | undefined {
    return this.value("status") as Status | undefined;
  }

  /** True once the session is finished or discarded. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The state's digest: 16 hex digits; health counts once the session has ended. [DIG-1] [DIG-4] */
  get digest(): string {
    this.#digest ??= hex(this.ended ? add(this.#core, this.#health) : this.#core);
    return this.#digest;
  }

  /** The digest without health, by which drift is judged. [DRF-1] */
  get coreDigest(): string {
    this.#coreDigest ??= hex(this.#core);
    return this.#coreDigest;
  }

  /** The cells as they travel in a snapshot, or only the health cells as they travel in a hello. */
  toMap(only: "all" | "health" = "all"): RegisterMap {
    const map: RegisterMap = {};
    for (const [name, { cell }] of this.#cells) {
      if (only === "all" || isHealth(name)) map[name] = toStamped(cell);
    }
    return map;
  }
}

function replace(sum: Hash64, next: Hash64, held: Hash64 | undefined): Hash64 {
  return add(held === undefined ? sum : subtract(sum, held), next);
}

export function toStamped(cell: Cell): StampedCell {
  return [cell.revision, cell.deviceId, cell.value];
}

export function fromStamped(stamped: StampedCell): Cell {
  return { revision: stamped[0], deviceId: stamped[1], value: stamped[2] };
}
