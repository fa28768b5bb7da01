import type { Batch, Value } from "@lighty/protocol";

export const markKey = "installation-mark";

/** What belongs to one installation: who it is, and all that it has promised to a watch. The rest is the lifter's. */
const ofInstallation =
  /^(installation|installation-mark|clock|context|offset|session|cell|event|tombstone|party|beside|leaving|news|routine-post)(\/|$)/;

/**
 * A backup may bring the store to another phone, while the old one lives on: two devices of one id would give the same seq to different events.
 * [ENV-3] So the store names the device it was written on, and on another one everything of the installation is taken out of it: that phone
 * begins as a new device, with the lifter's routines and trainings, and gets from the watch what is live there. Gives what is to be written.
 */
export function settleIn(stored: Map<string, Value>, mark: string | null): Batch {
  const held = stored.get(markKey);
  if (mark === null || held === mark) return new Map();
  const batch = new Map<string, Value>();
  if (held !== undefined) {
    for (const key of stored.keys()) if (ofInstallation.test(key)) batch.set(key, null);
    for (const key of batch.keys()) stored.delete(key);
  }
  stored.set(markKey, mark);
  return batch.set(markKey, mark);
}
