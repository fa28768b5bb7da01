import { type Envelope, type Role, type VerdictWord, verdictWords } from "@lighty/protocol";
import { eventText } from "./label.ts";
import { Names } from "./names.ts";
import { eventsIn, type Reading } from "./reading.ts";

/** An edit in the course of a session: who made it, in words without an id, and what became of it at the other device. */
export interface Step {
  readonly role: Role | null;
  readonly text: string;
  /** What the other device decided when it first decided anything; null where it is not known to have come. */
  readonly became: VerdictWord | null;
  /** The first entry that carries it. */
  readonly entry: number;
}

interface Made {
  readonly event: Envelope;
  readonly entry: number;
  became: VerdictWord | null;
}

/**
 * The edits of a session, folded entry by entry, in the order of their stamps: in which order two tees reached a relay says nothing of what
 * the lifter did. Measurements are left out, as no two workouts measure the same.
 */
export class CourseFold {
  readonly names: Names;
  readonly #made = new Map<string, Made>();

  constructor(sessionId: string) {
    this.names = new Names(sessionId);
  }

  take(reading: Reading): void {
    const { entry, body } = reading;
    this.names.learn(reading);
    for (const event of eventsIn(body)) {
      if (event.sessionId !== this.names.sessionId || event.eventType === "health_update") continue;
      if (!this.#made.has(event.eventId)) this.#made.set(event.eventId, { event, entry: entry.entry, became: null });
    }
    if (entry.frame.direction !== "received") return;
    for (const { eventId, verdict } of entry.frame.verdicts ?? []) {
      const made = eventId === undefined ? undefined : this.#made.get(eventId);
      if (made !== undefined && verdictWords.includes(verdict)) made.became ??= verdict;
    }
  }

  steps(): Step[] {
    return [...this.#made.values()].sort(byStamp).map(({ event, entry, became }) => ({
      role: this.names.role(event.deviceId),
      text: event.eventType === "session_finished" ? "finished" : eventText(event, this.names),
      became,
      entry,
    }));
  }
}

function byStamp({ event: a }: Made, { event: b }: Made): number {
  return a.revision - b.revision || (a.deviceId < b.deviceId ? -1 : 1);
}
