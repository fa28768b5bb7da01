import type { Envelope } from "../envelope.ts";
import type { Meta } from "../event.ts";
import { add, hash64, hex, zero } from "../hash.ts";
import type { SessionState } from "../session.ts";
import { canonical, type Value } from "../value.ts";

/*
 * The rules of merging, digest and volume a second time, written from SPEC and not from the engine: what both devices get wrong alike would
 * otherwise look right.
 */

export interface ModelCell {
  revision: number;
  deviceId: string;
  value: Value;
}

/** One session as all accepted edits make it, merged by an independent reading of the rules. */
export interface Model {
  cells: Map<string, ModelCell>;
  /** Accepted sequenced edits by author. */
  accepted: Map<string, Map<number, Envelope>>;
  finished: boolean;
}

/** Stamp by stamp, in the fewest words. */
export function isBelow(a: { revision: number; deviceId: string }, b: { revision: number; deviceId: string }): boolean {
  return a.revision < b.revision || (a.revision === b.revision && a.deviceId < b.deviceId);
}

const ranks = ["active", "discarded", "finished"];

/** The rules of merging in the fewest words: rank for a status, then the higher stamp. */
export function mergeIntoModel(model: Model, name: string, cell: ModelCell): void {
  const held = model.cells.get(name);
  const climbs =
    name === "status" && held !== undefined
      ? ranks.indexOf(cell.value as string) - ranks.indexOf(held.value as string)
      : 0;
  if (held === undefined || climbs > 0 || (climbs === 0 && isBelow(held, cell))) model.cells.set(name, cell);
}

export function differs(a: ModelCell, b: ModelCell): boolean {
  return a.revision !== b.revision || a.deviceId !== b.deviceId || canonical(a.value) !== canonical(b.value);
}

/** The digest from nothing, as a reader of SPEC would write it. */
export function digestOf(state: SessionState, withHealth: boolean): string {
  let sum = zero;
  for (const [name, { revision, deviceId, value }] of state.registers.entries()) {
    if (!withHealth && name.startsWith("health/")) continue;
    sum = add(sum, hash64(`${name}\t${revision}\t${deviceId}\t${canonical(value)}`));
  }
  return hex(sum);
}

/** Completed sets and their volume straight from the cells, in arithmetic that cannot round by accident. */
export function countSets({ registers }: SessionState): { sets: number; volumeLbs: number } {
  let sets = 0;
  let hundredths = 0n;
  for (const [name, { value }] of registers.entries()) {
    if (!name.endsWith("/isCompleted") || value !== true) continue;
    const set = name.slice(0, -"isCompleted".length);
    if (registers.value(`${set}deleted`) === true) continue;
    sets++;
    const weight = BigInt(Math.round(Number(registers.value(`${set}weight`)) * 100));
    hundredths += weight * BigInt(Number(registers.value(`${set}reps`)));
  }
  const { unit } = registers.value("meta") as Meta;
  if (unit === "kg") hundredths = (hundredths * 220_462n + 50_000n) / 100_000n;
  return { sets, volumeLbs: Number(hundredths) / 100 };
}
