import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";
import { count } from "./wording.ts";

/** Frames of a device that never came and never will, that its tee did not say it dropped, and that nobody left out. [TEE-2] [TEE-13] [CAP-8] */
export class TraceGap implements Rule {
  readonly hearsLate = true;
  readonly memory = {};

  apply({ entry, frame, observation }: Seen): Finding[] {
    const { lostFrames } = observation;
    if (lostFrames <= 0) return [];
    const sentence = `${count(lostFrames, "frame")} of the ${frame.observer.role} before traceSeq ${frame.traceSeq} never came, and its tee did not say that it dropped any`;
    return [{ rule: "trace_gap", severity: "warning", sentence, entries: [entry] }];
  }
}
