import type { DeliveryLog } from "./delivery.ts";
import type { Divergence } from "./divergence.ts";
import { ClockJump } from "./rules/clock-jump.ts";
import { Drift } from "./rules/drift.ts";
import { DroppedByTee } from "./rules/dropped-by-tee.ts";
import { EngineMismatch } from "./rules/engine-mismatch.ts";
import { OversizedFrame } from "./rules/oversized-frame.ts";
import { ProtocolViolation } from "./rules/protocol-violation.ts";
import { QueueAge } from "./rules/queue-age.ts";
import { ReachableButFailing } from "./rules/reachable-but-failing.ts";
import { RetryStorm } from "./rules/retry-storm.ts";
import { SavedWithoutCalories } from "./rules/saved-without-calories.ts";
import { SessionNeverFinished } from "./rules/session-never-finished.ts";
import { SilentUserInfo } from "./rules/silent-user-info.ts";
import { StaleHealth } from "./rules/stale-health.ts";
import { StampCollision } from "./rules/stamp-collision.ts";
import { TraceGap } from "./rules/trace-gap.ts";
import { TwoSessions } from "./rules/two-sessions.ts";
import type { Rule } from "./seen.ts";

/** What the rules lean on beside the entry itself. */
export interface Grounds {
  readonly delivery: DeliveryLog;
  readonly divergence: Pick<Divergence, "apply" | "report">;
}

/** Every rule by the name its findings wear, in the order they are asked. docs/findings.md has a row for each. [FND-1] */
export const findingRules = {
  dropped_by_tee: () => new DroppedByTee(),
  trace_gap: () => new TraceGap(),
  engine_mismatch: () => new EngineMismatch(),
  // It is saved as what it is beside a rule.
  divergence: ({ divergence }) => ({ memory: {}, apply: (seen) => divergence.apply(seen) }),
  drift: ({ delivery, divergence }) => new Drift(delivery, divergence),
  stamp_collision: () => new StampCollision(),
  protocol_violation: () => new ProtocolViolation(),
  oversized_frame: () => new OversizedFrame(),
  clock_jump: () => new ClockJump(),
  retry_storm: () => new RetryStorm(),
  queue_age: ({ delivery }) => new QueueAge(delivery),
  silent_user_info: () => new SilentUserInfo(),
  reachable_but_failing: () => new ReachableButFailing(),
  stale_health: () => new StaleHealth(),
  session_never_finished: () => new SessionNeverFinished(),
  saved_without_calories: () => new SavedWithoutCalories(),
  two_sessions: () => new TwoSessions(),
} as const satisfies Record<string, (grounds: Grounds) => Rule>;

export type FindingRule = keyof typeof findingRules;
