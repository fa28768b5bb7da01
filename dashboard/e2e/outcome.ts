import { drawSchedule, runSchedule } from "@lighty/protocol/sim";

/** What a schedule comes to: edits, packets, faults, and the state both devices end in. Runs in Node and, bundled, in a page. */
export function outcomeOf(seed: string) {
  const run = runSchedule(drawSchedule(seed));
  const digests = run.sessionIds.map((id) => run.phone.engine?.sessions.get(id)?.state.digest);
  return { edits: run.edits, packets: run.packets, faults: run.faults.length, endedAt: run.endedAt, digests };
}
