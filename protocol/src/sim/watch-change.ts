import type { Random } from "./random.ts";

/** What the phone's system does with transfers that wait for a watch which is no longer the active one. */
export type Waiting = "kept" | "handed_back" | "dropped";

/** A lifter with two watches puts on the other one, as plain data. Times are true times in milliseconds since the world began. */
export interface WatchChange {
  /** From here on that watch is worn: it is tapped and it measures, though the phone may not speak to it yet. */
  at: number;
  /** 0 is the watch of the beginning; 1 is paired when it is first put on, and knows nothing. */
  watch: 0 | 1;
  /** The phone's system follows the wrist so much later. */
  lagMs: number;
  /** Between the two watches the phone's session is inactive for so long. */
  pauseMs: number;
  waiting: Waiting;
}

/** A new watch amid a workout of that length, and perhaps the old one again, with what was tapped on it meanwhile. */
export function drawWatchChanges(random: Random, durationMs: number): WatchChange[] {
  const changes: WatchChange[] = [];
  let at = random.int(300, durationMs >> 1);
  for (let n = random.int(1, 3); n > 0; n--) {
    changes.push({
      at,
      watch: changes.length % 2 === 0 ? 1 : 0,
      lagMs: random.int(0, random.pick([50, 1_500, 6_000])),
      pauseMs: random.int(0, random.pick([10, 200, 3_000])),
      waiting: random.pick<Waiting>(["kept", "handed_back", "dropped"]),
    });
    at += random.int(200, durationMs >> 1);
  }
  return changes;
}
