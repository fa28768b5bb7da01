import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";

const severities: Readonly<Record<string, Finding["severity"]>> = {
  drift_detected: "warning",
  drift_unhealed: "error",
};

/**
 * Equal vectors, different digests, seen by a device itself: the finding is its word. An error where a snapshot each way did not heal it.
 * [DRF-1] [DRF-3]
 */
export class Drift implements Rule {
  readonly hearsLate = true;
  readonly memory = {};

  apply({ entry, frame, note }: Seen): Finding[] {
    if (note?.note !== "notice" || !Object.hasOwn(severities, note.notice)) return [];
    const severity = severities[note.notice] as Finding["severity"];
    const of = note.sessionId === undefined ? {} : { sessionId: note.sessionId };
    const sentence = `the ${frame.observer.role} noticed: ${note.sentence}`;
    return [{ rule: "drift", severity, sentence, ...of, entries: [entry] }];
  }
}
