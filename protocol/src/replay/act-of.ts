import { exercisesOf } from "../derived.ts";
import { type Envelope, isKnown } from "../envelope.ts";
import type { Rest } from "../event.ts";
import type { Registers } from "../register.ts";
import type { Act } from "../step.ts";

/**
 * The act that made an event, read back from it and from what the device's screen showed before: a capture holds events, and a person taps
 * acts. Undefined for a kind that no act of this version makes.
 */
export function actOf(event: Envelope, before: Registers): Act | undefined {
  if (!isKnown(event)) return undefined;
  const { sessionId } = event;
  switch (event.eventType) {
    case "session_started": {
      const { startedAt: _, clockId: __, ...plan } = event.payload;
      return { act: "start", sessionId, plan };
    }
    case "set_updated": {
      const { setId, weight, reps, deleted, exerciseId, place } = event.payload;
      if (exerciseId !== undefined && place !== undefined) {
        const sets = exercisesOf(before).find((exercise) => exercise.exerciseId === exerciseId)?.sets ?? [];
        const after = sets.filter((set) => set.place < place).at(-1);
        const where = after === undefined || after === sets.at(-1) ? {} : { afterSetId: after.setId };
        return { act: "add_set", sessionId, exerciseId, setId, weight: weight ?? 0, reps: reps ?? 0, ...where };
      }
      if (deleted !== undefined) return { act: "remove_set", sessionId, setId, deleted };
      return {
        act: "edit_set",
        sessionId,
        setId,
        ...(weight === undefined ? {} : { weight }),
        ...(reps === undefined ? {} : { reps }),
      };
    }
    case "set_toggled_completed":
      return { act: "complete_set", sessionId, ...event.payload };
    case "rest_updated":
      return restAct(sessionId, event.payload.rest, (before.value("rest") ?? null) as Rest, event.timestamp);
    case "exercise_index_changed":
      return { act: "go_to_exercise", sessionId, index: event.payload.index };
    case "session_paused":
      return { act: "pause", sessionId };
    case "session_resumed":
      return { act: "resume", sessionId };
    case "health_update": {
      const { activeEnergyKcal, heartRateBpm } = event.payload;
      return {
        act: "measure",
        sessionId,
        ...(activeEnergyKcal === undefined ? {} : { activeEnergyKcal }),
        ...(heartRateBpm === undefined ? {} : { heartRateBpm }),
      };
    }
    case "session_finished": {
      const { outcome, activeEnergyKcal, durationMs } = event.payload;
      const kcal = activeEnergyKcal === undefined ? {} : { activeEnergyKcal };
      return { act: "finish", sessionId, outcome, ...kcal, durationMs };
    }
    case "session_discarded":
      return { act: "discard", sessionId };
  }
}

/** Which of the five taps on a rest leads from what was held to what was written. */
function restAct(sessionId: string, written: Rest, held: Rest, at: number): Act {
  if (written === null) return { act: "rest_skip", sessionId };
  const byMs = written.durationMs - (held?.durationMs ?? 0);
  if ("endsAt" in written) {
    if (written.endsAt - at === written.durationMs)
      return { act: "rest_start", sessionId, durationMs: written.durationMs };
    const isResumed = held !== null && !("endsAt" in held) && held.remainingMs === written.endsAt - at;
    return isResumed ? { act: "rest_resume", sessionId } : { act: "rest_adjust", sessionId, byMs };
  }
  const wasRunning = held === null || "endsAt" in held;
  return wasRunning ? { act: "rest_pause", sessionId } : { act: "rest_adjust", sessionId, byMs };
}
