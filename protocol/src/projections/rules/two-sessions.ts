import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";

/**
 * Two sessions live at once on one device: both were started while apart. [SES-2] A device takes no start while another session is live on it
 * [ACT-1], so what stands beside its own start has ended there, and the log has not seen it: an app may die between its disk and its tee.
 */
export class TwoSessions implements Rule {
  readonly #told = new Recent<string, boolean>(1_000);
  readonly memory = { told: this.#told };

  apply({ entry, frame, observation, device }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    const findings: Finding[] = [];
    for (const { sessionId, isLive } of observation.sessions) {
      if (!isLive) continue;
      for (const other of device.replica.sessions.values()) {
        if (!other.isLive || other.sessionId === sessionId) continue;
        const pair = [sessionId, other.sessionId].sort().join(" ");
        if (this.#told.peek(`${deviceId} ${pair}`)) continue;
        this.#told.set(`${deviceId} ${pair}`, true);
        if (frame.direction === "local") continue;
        const sentence = `two sessions are live on the ${role} at once: ${sessionId} beside ${other.sessionId}`;
        findings.push({ rule: "two_sessions", severity: "warning", sentence, sessionId, entries: [entry] });
      }
    }
    return findings;
  }
}
