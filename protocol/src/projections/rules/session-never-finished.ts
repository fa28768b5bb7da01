import type { Finding } from "../../stream.ts";
import { pairKeys } from "../pair-key.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { span } from "./wording.ts";

const mostIdleMs = 4 * 3_600_000;

interface Lifting {
  at: number;
  entry: number;
  isTold: boolean;
}

/** A session that is live though nobody has lifted for hours, by the clock of a device that still has it: a finish was forgotten, or lost. [SES-3] */
export class SessionNeverFinished implements Rule {
  /** The latest event in a session, as each device saw it. */
  readonly #last = new Recent<string, Lifting>(2_000);
  readonly #keyOf = pairKeys();
  readonly memory = { last: this.#last };

  apply({ entry, frame, packet, sessions, device }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    const now = frame.observedAt;
    if (packet?.kind === "events") {
      for (const { sessionId, eventType } of packet.events) {
        if (eventType !== "health_update")
          this.#last.set(this.#keyOf(deviceId, sessionId), { at: now, entry, isTold: false });
      }
    }
    const findings: Finding[] = [];
    for (const sessionId of sessions) {
      const last = this.#last.peek(this.#keyOf(deviceId, sessionId));
      const session = device.replica.sessions.get(sessionId);
      if (last === undefined || last.isTold || now - last.at < mostIdleMs || session?.isLive !== true) continue;
      last.isTold = true;
      const sentence = `the session is still live on the ${role}, ${span(now - last.at)} after the last event of it`;
      findings.push({
        rule: "session_never_finished",
        severity: "warning",
        sentence,
        sessionId,
        entries: [last.entry, entry],
      });
    }
    return findings;
  }
}
