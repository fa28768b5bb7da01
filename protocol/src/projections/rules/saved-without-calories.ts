import { limits } from "../../limits.ts";
import type { Finding } from "../../stream.ts";
import { projectTraining } from "../../training.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";

interface Finish {
  entry: number;
  at: number;
  isTold: boolean;
}

/** A finished session whose training has no calories once the phone has stopped waiting for the watch's. [TRN-2] [TRN-4] */
export class SavedWithoutCalories implements Rule {
  readonly #finishes = new Recent<string, Finish>(1_000);
  readonly memory = { finishes: this.#finishes };

  apply({ entry, frame, sessions, device }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    if (role !== "phone") return [];
    const findings: Finding[] = [];
    for (const sessionId of sessions) {
      const session = device.replica.sessions.get(sessionId);
      if (session?.registers.status !== "finished") continue;
      const finish = this.#finishes.take(`${deviceId} ${sessionId}`, () => ({
        entry,
        at: frame.observedAt,
        isTold: false,
      }));
      if (finish.isTold || frame.observedAt - finish.at < limits.caloriesWaitMs) continue;
      finish.isTold = true;
      const training = projectTraining(session, { now: frame.observedAt, settled: true, watchTakesPart: true });
      if (training === undefined || training.calories.outcome !== "none" || frame.redacted) continue;
      const sentence =
        "the training was saved without calories: no final metrics of the watch came, and no live reading either";
      const entries = [finish.entry, entry];
      findings.push({ rule: "saved_without_calories", severity: "info", sentence, sessionId, entries });
    }
    return findings;
  }
}
