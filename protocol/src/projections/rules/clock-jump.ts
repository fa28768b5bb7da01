import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { span } from "./wording.ts";

const toleratedMs = 1_000;

interface Reading {
  bootId: string;
  entry: number;
  /** Session clock minus monotonic time: the same for as long as an app runs. */
  differenceMs: number;
}

/** A session clock that leaps against the monotonic one: it follows the wall, which it must not. [CLK-1] */
export class ClockJump implements Rule {
  readonly #readings = new Recent<string, Reading>(1_000);
  readonly memory = { readings: this.#readings };

  apply({ entry, frame, note }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    const before = this.#readings.peek(deviceId);
    const differenceMs = frame.observedAt - frame.monotonicMs;
    this.#readings.set(deviceId, { bootId: frame.bootId, entry, differenceMs });
    if (before === undefined || before.bootId !== frame.bootId || note?.note === "activated") return [];
    const leapMs = differenceMs - before.differenceMs;
    if (Math.abs(leapMs) <= toleratedMs) return [];
    const sentence = `the ${role}'s session clock leapt ${leapMs > 0 ? "forward" : "back"} by ${span(Math.abs(leapMs))} between two frames of one run`;
    return [{ rule: "clock_jump", severity: "warning", sentence, entries: [before.entry, entry] }];
  }
}
