import type { Meta, Value } from "@lighty/protocol";

/** A weight's unit. What the lifter typed stays in the unit it was typed in; nothing is converted. */
export type Unit = Meta["unit"];

/** What the lifter has set. */
export interface Settings {
  /** The unit of new routines. */
  unit: Unit;
  /** The rest of an exercise that is added to a routine. Seconds. */
  restSeconds: number;
  /** A debug build's tee sends health values along; without it they are left out. [TEE-9] */
  includesHealth: boolean;
}

export const settingsKey = "settings";

/** The settings as stored, the others as on the first day. */
export function readSettings(stored: Value | undefined, unit: Unit): Settings {
  const held = (stored ?? {}) as Partial<Settings>;
  return { unit, restSeconds: 90, includesHealth: false, ...held };
}
