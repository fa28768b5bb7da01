import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";

/** A digest or verdict that the law does not give for the device's own frames: its engine is wrong. [OBS-2] */
export class EngineMismatch implements Rule {
  readonly memory = {};

  apply({ entry, frame, observation }: Seen): Finding[] {
    return observation.mismatches.map((mismatch) => {
      const { sessionId, reported, expected } = mismatch;
      const what = mismatch.about === "digest" ? "the digest" : "the verdict";
      const sentence = `the ${frame.observer.role} reports ${what} ${reported} where the protocol gives ${expected}: its engine differs`;
      const of = sessionId === undefined ? {} : { sessionId };
      return { rule: "engine_mismatch", severity: "error", sentence, ...of, entries: [entry] };
    });
  }
}
