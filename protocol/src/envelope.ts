import { z } from "zod";
import { type EventType, Json, Milliseconds, type Payload, payloads, RegisterName, Revision, Seq } from "./event.ts";
import { DeviceId, Id } from "./ids.ts";
import type { Value } from "./value.ts";
import { protocolVersion } from "./version.ts";

/** Cells spelled out by a newer version for registers this one has no name for; they merge like any other. [EVT-10] */
export const Writes = z.record(RegisterName, Json);

const identity = {
  v: z.literal(protocolVersion),
  sessionId: Id,
  eventId: Id,
  deviceId: DeviceId,
  revision: Revision,
  timestamp: Milliseconds,
  writes: Writes.optional(),
};

/** The envelope of each kind: the brief's six fields, plus version, author and seq. `health_update` alone has no seq. [ENV-1] */
export const envelopes = {
  session_started: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("session_started"),
    payload: payloads.session_started,
  }),
  set_updated: z.object({ ...identity, seq: Seq, eventType: z.literal("set_updated"), payload: payloads.set_updated }),
  set_toggled_completed: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("set_toggled_completed"),
    payload: payloads.set_toggled_completed,
  }),
  rest_updated: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("rest_updated"),
    payload: payloads.rest_updated,
  }),
  exercise_index_changed: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("exercise_index_changed"),
    payload: payloads.exercise_index_changed,
  }),
  session_paused: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("session_paused"),
    payload: payloads.session_paused,
  }),
  session_resumed: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("session_resumed"),
    payload: payloads.session_resumed,
  }),
  health_update: z.object({ ...identity, eventType: z.literal("health_update"), payload: payloads.health_update }),
  session_finished: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("session_finished"),
    payload: payloads.session_finished,
  }),
  session_discarded: z.object({
    ...identity,
    seq: Seq,
    eventType: z.literal("session_discarded"),
    payload: payloads.session_discarded,
  }),
} as const satisfies Record<EventType, z.ZodType>;

/** An event of a kind this version does not know: kept, counted, and merged by what it spells out in `writes`. [EVT-10] */
export const ForeignEnvelope = z.object({
  ...identity,
  seq: Seq.optional(),
  eventType: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, "an event type is snake_case"),
  payload: z.record(z.string(), Json),
});

/** Any event, known or newer. */
export const Envelope = z.union([
  z.discriminatedUnion("eventType", [
    envelopes.session_started,
    envelopes.set_updated,
    envelopes.set_toggled_completed,
    envelopes.rest_updated,
    envelopes.exercise_index_changed,
    envelopes.session_paused,
    envelopes.session_resumed,
    envelopes.health_update,
    envelopes.session_finished,
    envelopes.session_discarded,
  ]),
  ForeignEnvelope.refine((event) => !isEventType(event.eventType), "the payload does not fit its eventType"),
]);

interface Identity {
  v: typeof protocolVersion;
  sessionId: string;
  eventId: string;
  deviceId: string;
  /** Absent for events that are not sequenced. */
  seq?: number;
  revision: number;
  timestamp: number;
  writes?: Record<string, Value>;
}

/** An event of one of the nine kinds. */
export type KnownEnvelope = { [T in EventType]: Identity & { eventType: T; payload: Payload<T> } }[EventType];

/** An event as the engine handles it; `isKnown` tells the two apart. */
export type Envelope = KnownEnvelope | (Identity & { eventType: string; payload: Record<string, Value> });

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(payloads, name);
}

export function isKnown(event: Envelope): event is KnownEnvelope {
  return isEventType(event.eventType);
}

/** The schema that should explain why an envelope was refused. */
export function schemaOf(eventType: unknown): z.ZodType {
  return typeof eventType === "string" && isEventType(eventType) ? envelopes[eventType] : ForeignEnvelope;
}
