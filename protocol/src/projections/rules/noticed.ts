import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";

/** What a device's own engine noticed: the finding is its word. [NOT-1] */
abstract class Noticed implements Rule {
  readonly hearsLate = true;
  readonly #rule: string;
  readonly #severities: Readonly<Record<string, Finding["severity"]>>;

  constructor(rule: string, severities: Readonly<Record<string, Finding["severity"]>>) {
    this.#rule = rule;
    this.#severities = severities;
  }

  apply({ entry, frame, note }: Seen): Finding[] {
    if (note?.note !== "notice" || !Object.hasOwn(this.#severities, note.notice)) return [];
    const severity = this.#severities[note.notice] as Finding["severity"];
    const of = note.sessionId === undefined ? {} : { sessionId: note.sessionId };
    const sentence = `the ${frame.observer.role} noticed: ${note.sentence}`;
    return [{ rule: this.#rule, severity, sentence, ...of, entries: [entry] }];
  }
}

/** Two values under one stamp: only a fault makes that. [MRG-2] */
export class StampCollision extends Noticed {
  constructor() {
    super("stamp_collision", { stamp_collision: "error" });
  }
}

/** Equal vectors, different digests, seen by a device itself; an error where a snapshot each way did not heal it. [DRF-1] [DRF-3] */
export class Drift extends Noticed {
  constructor() {
    super("drift", { drift_detected: "warning", drift_unhealed: "error" });
  }
}
