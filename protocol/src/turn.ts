import type { ClockAnchor } from "./clock.ts";
import type { Save } from "./durable.ts";
import type { Outgoing } from "./outbox.ts";
import type { SessionRecord } from "./record.ts";
import type { Action, Notice } from "./step.ts";

/** What one input has produced so far. */
export class Turn {
  readonly now: number;
  readonly anchor: ClockAnchor;
  readonly save: Save;
  readonly actions: Action[] = [];
  readonly touched = new Set<SessionRecord>();
  /** Events whose message failed in this turn. */
  failed: readonly Outgoing[] = [];

  constructor(now: number, anchor: ClockAnchor, save: Save) {
    this.now = now;
    this.anchor = anchor;
    this.save = save;
  }

  notify(notice: Notice): void {
    this.actions.push({ type: "notify", notice });
  }
}
