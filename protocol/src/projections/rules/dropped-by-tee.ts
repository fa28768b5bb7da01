import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";
import { count } from "./wording.ts";

/** Frames that a device's tee dropped, by its own word. [TEE-3] */
export class DroppedByTee implements Rule {
  readonly hearsLate = true;
  readonly memory = {};

  apply({ entry, frame, observation }: Seen): Finding[] {
    const { droppedFrames } = observation;
    if (droppedFrames <= 0) return [];
    const sentence = `the ${frame.observer.role}'s tee dropped ${count(droppedFrames, "frame")} before this one, as its memory is bounded`;
    return [{ rule: "dropped_by_tee", severity: "warning", sentence, entries: [entry] }];
  }
}
