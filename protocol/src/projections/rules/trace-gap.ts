import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";
import { count } from "./wording.ts";

/** Frames of a device that never came, that its tee did not say it dropped, and that nobody left out. [TEE-2] [CAP-8] */
export class TraceGap implements Rule {
  readonly hearsLate = true;
  readonly memory = {};

  apply({ entry, frame, observation }: Seen): Finding[] {
    const missing = observation.missingFrames - (frame.droppedBefore ?? 0) - (frame.leftOutBefore ?? 0);
    if (missing <= 0) return [];
    const { role } = frame.observer;
    const sentence = `${count(missing, "frame")} of the ${role} before this one never came: traceSeq leaps to ${frame.traceSeq}`;
    return [{ rule: "trace_gap", severity: "warning", sentence, entries: [entry] }];
  }
}
