import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";

/** A packet that was refused, or an eventId that came back with other content: somebody breaks the law. [BND-5] [DUP-2] */
export class ProtocolViolation implements Rule {
  readonly hearsLate = true;
  readonly memory = {};

  apply({ entry, frame, note }: Seen): Finding[] {
    const { role } = frame.observer;
    if (note?.note === "notice" && note.notice === "protocol_violation") {
      const of = note.sessionId === undefined ? {} : { sessionId: note.sessionId };
      const sentence = `the ${role} noticed: ${note.sentence}`;
      return [{ rule: "protocol_violation", severity: "error", sentence, ...of, entries: [entry] }];
    }
    if (frame.direction !== "received") return [];
    return (frame.verdicts ?? []).flatMap((verdict) => {
      // Whether a replay is taken is the user's to say. [RPL-2]
      if (verdict.verdict !== "rejected" || verdict.code === "replay_refused") return [];
      const sentence = `the ${role} refused what it received (${verdict.code}): ${verdict.sentence}`;
      return [{ rule: "protocol_violation", severity: "error" as const, sentence, entries: [entry] }];
    });
  }
}
