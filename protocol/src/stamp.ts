/** Who wrote a register last, and at which revision. [REV-4] */
export interface Stamp {
  readonly revision: number;
  readonly deviceId: string;
}

/** Below zero when `a` was written before `b`: revision as a number, then deviceId byte by byte (ASCII, so code units will do). [REV-4] */
export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.revision !== b.revision) return a.revision < b.revision ? -1 : 1;
  if (a.deviceId === b.deviceId) return 0;
  return a.deviceId < b.deviceId ? -1 : 1;
}
