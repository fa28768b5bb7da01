import type { Envelope, KnownEnvelope } from "../envelope.ts";
import type { EventType, Meta, Payload, PlannedExercise } from "../event.ts";
import type { Value } from "../value.ts";
import { epochMs, phoneId, sessionId, watchId } from "./devices.ts";

/** An exercise of that many planned sets, `<exerciseId>.1` and on, of 100 x 5. */
export function exercise(exerciseId: string, sets = 2, more: Partial<PlannedExercise> = {}): PlannedExercise {
  return {
    exerciseId,
    name: exerciseId.toUpperCase(),
    restSeconds: 90,
    sets: Array.from({ length: sets }, (_, index) => ({
      setId: `${exerciseId}.${index + 1}`,
      weight: 100,
      reps: 5,
      isCompleted: false,
    })),
    ...more,
  };
}

/** A plan of a squat and a bench press, two sets each. */
export function plan(more: Partial<Meta> = {}): Omit<Meta, "startedAt" | "clockId"> {
  return {
    routineId: "r-1",
    routineName: "Monday",
    unit: "lb",
    exercises: [exercise("squat"), exercise("bench")],
    ...more,
  };
}

export function meta(more: Partial<Meta> = {}): Meta {
  return { startedAt: epochMs, clockId: "clock-p", ...plan(), ...more };
}

type Identity = Partial<Omit<KnownEnvelope, "eventType" | "payload">>;

/**
 * The pen of one device in one session: its events take the next seq and, unless told otherwise, the next revision. What it writes is plain
 * envelopes; nothing is merged.
 */
export class Pen {
  readonly deviceId: string;
  readonly sessionId: string;
  seq = 0;
  revision = 0;

  constructor(deviceId: string = phoneId, session: string = sessionId) {
    this.deviceId = deviceId;
    this.sessionId = session;
  }

  /** The device's next event. */
  write<T extends EventType>(eventType: T, payload: Payload<T>, more: Identity = {}): Envelope {
    return this.#envelope(eventType, payload as Value as Record<string, Value>, eventType !== "health_update", more);
  }

  /** The device's next event of a kind this version does not know. */
  writeForeign(eventType: string, payload: Record<string, Value>, more: Identity = {}): Envelope {
    return this.#envelope(eventType, payload, true, more);
  }

  started(more: Partial<Meta> = {}, identity: Identity = {}): Envelope {
    return this.write("session_started", meta(more), identity);
  }

  weight(setId: string, weight: number, more: Identity = {}): Envelope {
    return this.write("set_updated", { setId, weight }, more);
  }

  reps(setId: string, reps: number, more: Identity = {}): Envelope {
    return this.write("set_updated", { setId, reps }, more);
  }

  completed(setId: string, isCompleted = true, more: Identity = {}): Envelope {
    return this.write("set_toggled_completed", { setId, isCompleted }, more);
  }

  discarded(more: Identity = {}): Envelope {
    return this.write("session_discarded", {}, more);
  }

  finished(final: Partial<Payload<"session_finished">> = {}, more: Identity = {}): Envelope {
    const role = this.deviceId === watchId ? ("watch" as const) : ("phone" as const);
    const payload = { role, endedAt: epochMs + 600_000, durationMs: 600_000, outcome: "none" as const, ...final };
    return this.write("session_finished", payload, more);
  }

  #envelope(eventType: string, payload: Record<string, Value>, sequenced: boolean, more: Identity): Envelope {
    this.revision = more.revision ?? this.revision + 1;
    if (sequenced) this.seq = more.seq ?? this.seq + 1;
    const eventId = `${this.deviceId[0]}-${sequenced ? this.seq : `h${this.revision}`}`;
    return {
      v: 1,
      sessionId: this.sessionId,
      eventId,
      deviceId: this.deviceId,
      ...(sequenced ? { seq: this.seq } : {}),
      revision: this.revision,
      timestamp: epochMs + this.revision * 100,
      eventType,
      payload,
      ...more,
    } as Envelope;
  }
}
