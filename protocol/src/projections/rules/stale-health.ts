import type { HealthCell } from "../../event.ts";
import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { span } from "./wording.ts";

const mostAgeMs = 60_000;

/**
 * A device that says hello in a live session with health values it measured more than a minute ago: its sensor, or its app, is asleep.
 * Measured and observed are read on one clock. [EVT-7]
 */
export class StaleHealth implements Rule {
  readonly #told = new Recent<string, boolean>(1_000);
  readonly memory = { told: this.#told };

  apply({ entry, frame, packet }: Seen): Finding[] {
    if (frame.direction !== "sent" || packet?.kind !== "hello") return [];
    const { deviceId, role } = frame.observer;
    const findings: Finding[] = [];
    for (const { sessionId, status, health = {} } of packet.sessions) {
      if (status !== "active") continue;
      const own = Object.entries(health).filter(([name]) => name.startsWith(`health/${deviceId}/`));
      if (own.length === 0) continue;
      const latest = Math.max(...own.map(([, [, , value]]) => (value as HealthCell).measuredAt));
      const ageMs = frame.observedAt - latest;
      const key = `${deviceId} ${sessionId}`;
      if (ageMs <= mostAgeMs) this.#told.delete(key);
      if (ageMs <= mostAgeMs || this.#told.peek(key)) continue;
      this.#told.set(key, true);
      const sentence = `the ${role}'s latest health value is ${span(ageMs)} old while the session is live`;
      findings.push({ rule: "stale_health", severity: "info", sentence, sessionId, entries: [entry] });
    }
    return findings;
  }
}
