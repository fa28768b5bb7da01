import type { Finding } from "../../stream.ts";
import type { DeliveryLog } from "../delivery.ts";
import { pairKeys } from "../pair-key.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { span } from "./wording.ts";

const mostAgeMs = 120_000;

/** An own event that the peer has not acknowledged for two minutes, by the device's own clock. [OUT-1] */
export class QueueAge implements Rule {
  readonly #delivery: DeliveryLog;
  /** Of a device in a session: the event that was told. */
  readonly #told = new Recent<string, string>(1_000);
  readonly #keyOf = pairKeys();
  readonly memory = { told: this.#told };

  constructor(delivery: DeliveryLog) {
    this.#delivery = delivery;
  }

  apply({ entry, frame, sessions }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    const findings: Finding[] = [];
    for (const sessionId of sessions) {
      const key = this.#keyOf(deviceId, sessionId);
      const oldest = this.#delivery.oldestOpen(sessionId, deviceId);
      if (oldest === undefined) {
        this.#told.delete(key);
        continue;
      }
      const first = oldest.made ?? oldest.firstSent;
      const ageMs = first === undefined ? 0 : frame.observedAt - first.at;
      if (first === undefined || ageMs < mostAgeMs || this.#told.peek(key) !== undefined) continue;
      this.#told.set(key, oldest.eventId);
      const sentence = `the ${role} has waited ${span(ageMs)} for its peer to acknowledge ${oldest.eventType} #${oldest.seq ?? "?"}`;
      findings.push({ rule: "queue_age", severity: "warning", sentence, sessionId, entries: [first.entry, entry] });
    }
    return findings;
  }
}
