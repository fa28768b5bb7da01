import type { Note } from "@lighty/protocol";

/** A stretch during which a device did not see the other. Open while it lasts. */
export interface Outage {
  readonly deviceId: string;
  readonly from: number;
  to: number | null;
}

/** Collects the outages of each device from its notes. */
export class Outages {
  readonly all: Outage[] = [];
  readonly #open = new Map<string, Outage>();

  note(deviceId: string, note: Note, time: number): void {
    if (note.note !== "reachability") return;
    const open = this.#open.get(deviceId);
    if (note.reachable && open !== undefined) {
      open.to = time;
      this.#open.delete(deviceId);
    }
    if (!note.reachable && open === undefined) {
      const outage: Outage = { deviceId, from: time, to: null };
      this.all.push(outage);
      this.#open.set(deviceId, outage);
    }
  }
}
