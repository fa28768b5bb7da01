import type { RegisterMap, StampedCell } from "@lighty/protocol";
import type { Names } from "./names.ts";
import { valueText } from "./register-text.ts";

/** One register as two sides hold it. A side that never heard of it has none. */
export interface DiffRow {
  readonly register: string;
  readonly left: StampedCell | undefined;
  readonly right: StampedCell | undefined;
  /** `stamp`: the same value, written by another edit; the digests differ all the same. */
  readonly is: "same" | "stamp" | "value";
}

/** Every register of two states side by side: the plan and the clocks first, then the sets in their names' order. */
export function diffOf(left: RegisterMap, right: RegisterMap): DiffRow[] {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort(byPlace);
  return names.map((register) => {
    const [a, b] = [left[register], right[register]];
    return { register, left: a, right: b, is: comparison(a, b) };
  });
}

function comparison(a: StampedCell | undefined, b: StampedCell | undefined): DiffRow["is"] {
  if (a === undefined || b === undefined) return a === b ? "same" : "value";
  if (JSON.stringify(a[2]) !== JSON.stringify(b[2])) return "value";
  return a[0] === b[0] && a[1] === b[1] ? "same" : "stamp";
}

const depth = (name: string) => name.split("/").length;
const byPlace = (a: string, b: string) => depth(a) - depth(b) || (a < b ? -1 : 1);

/** What both sides hold, in words; as it stands in the register where the words would not tell the two apart. */
export function valuesOf({ register, left, right, is }: DiffRow): [string, string] {
  const [a, b] = [left, right].map((cell) => (cell === undefined ? "" : valueText(register, cell[2])));
  if (is !== "value" || a !== b) return [a ?? "", b ?? ""];
  return [JSON.stringify(left?.[2]), JSON.stringify(right?.[2])];
}

/** "revision 12, by the watch". */
export function stampText([revision, deviceId]: StampedCell, names: Names): string {
  return `revision ${revision}, by ${names.the(deviceId)}`;
}
