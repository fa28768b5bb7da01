import type { HealthCell, Run } from "../../event.ts";
import type { SessionState } from "../../session.ts";
import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { span } from "./wording.ts";

const mostAgeMs = 60_000;

/**
 * A device that says hello in a live session with health values it measured more than a minute ago: its sensor, or its app, is asleep.
 * Measured and observed are read on one clock. Nothing is measured while the workout is paused. [EVT-7]
 */
export class StaleHealth implements Rule {
  readonly #told = new Recent<string, boolean>(1_000);
  /** When a device last said that its session was paused. */
  readonly #paused = new Recent<string, number>(1_000);
  readonly memory = { told: this.#told, paused: this.#paused };

  apply({ entry, frame, packet, device }: Seen): Finding[] {
    if (frame.direction !== "sent" || packet?.kind !== "hello") return [];
    const { deviceId, role } = frame.observer;
    const findings: Finding[] = [];
    for (const { sessionId, status, health = {} } of packet.sessions) {
      if (status !== "active") continue;
      const key = `${deviceId} ${sessionId}`;
      if (isPaused(device.replica.sessions.get(sessionId))) {
        this.#paused.set(key, frame.observedAt);
        continue;
      }
      const own = Object.entries(health).filter(([name]) => name.startsWith(`health/${deviceId}/`));
      if (own.length === 0) continue;
      const latest = Math.max(...own.map(([, [, , value]]) => (value as HealthCell).measuredAt));
      const ageMs = frame.observedAt - latest;
      const awaitedMs = Math.min(ageMs, frame.observedAt - (this.#paused.peek(key) ?? 0));
      if (awaitedMs <= mostAgeMs) this.#told.delete(key);
      if (awaitedMs <= mostAgeMs || this.#told.peek(key)) continue;
      this.#told.set(key, true);
      const sentence = `the ${role}'s latest health value is ${span(ageMs)} old while the session is live`;
      findings.push({ rule: "stale_health", severity: "info", sentence, sessionId, entries: [entry] });
    }
    return findings;
  }
}

function isPaused(session: SessionState | undefined): boolean {
  const run = session?.registers.value("run") as Run | undefined;
  return run?.running === false;
}
