import type { ErrorCode } from "@lighty/protocol";

/** Why something was not possible, in a word that the app has a sentence for; the wrist has the same ones. */
export type Refusal = "alreadyTraining" | "over" | "gone" | "full" | "other";

export function refusalOf(code: ErrorCode): Refusal {
  switch (code) {
    case "session_live":
    case "session_exists":
      return "alreadyTraining";
    case "session_ended":
    case "session_unknown":
      return "over";
    case "set_unknown":
    case "exercise_unknown":
    case "not_found":
      return "gone";
    case "limit_reached":
    case "too_large":
    case "too_many_sessions":
      return "full";
    default:
      return "other";
  }
}
