import { z } from "zod";
import { Id, Role } from "./ids.ts";
import { limits } from "./limits.ts";

/**
 * Any JSON value. What is judged has been read by JSON.parse, so there is nothing left to ask of it; `z.json()` asks all the same, is
 * recursive, and keeps every schema that holds it from being compiled.
 */
export const Json = z.unknown();

/** A time or a span in integer milliseconds; times are read off the writer's session clock. [ENV-5] */
export const Milliseconds = z.int().min(0).max(90_071_992_547_409);

/** Strictly rises per device and session, and is durable before it is seen. [REV-1] */
export const Revision = z.int().min(1);

/** 1, 2, 3 ... per session and device, without holes. [HAVE-1] */
export const Seq = z.int().min(1).max(limits.maxSeq);

const Text = z.string().max(200);
const Weight = z.number().min(0).max(10_000);
const Reps = z.int().min(0).max(10_000);
const Kcal = z.number().min(0).max(100_000);
const RestSeconds = z.int().min(0).max(86_400);

/** Where a set stands within its exercise: a fraction in base 36, compared byte by byte, so that a set always fits between two. [SET-2] */
export const Place = z
  .string()
  .regex(/^[0-9a-z]{0,62}[1-9a-z]$/, "a place is 1 to 63 of 0-9 a-z and does not end in 0");

/** The name of a register: lowercase first, parts joined by slashes. No name can reach a prototype. [REG-1] */
export const RegisterName = z.string().regex(/^[a-z][A-Za-z0-9]*(\/[A-Za-z0-9._-]{1,64}){0,3}$/, "not a register name");

export const PlannedSet = z.object({ setId: Id, weight: Weight, reps: Reps, isCompleted: z.boolean() });
export const PlannedExercise = z.object({
  exerciseId: Id,
  name: Text,
  restSeconds: RestSeconds,
  sets: z.array(PlannedSet).max(limits.setsPerExercise),
});

/** The register `meta`: the session as it was started. What was planned stays readable beside what was done. [EVT-1] */
export const Meta = z.object({
  startedAt: Milliseconds,
  clockId: Id,
  routineId: Id.optional(),
  routineName: Text,
  unit: z.enum(["lb", "kg"]),
  exercises: z.array(PlannedExercise).max(limits.exercises),
});
export type Meta = z.infer<typeof Meta>;
export type PlannedExercise = z.infer<typeof PlannedExercise>;
export type PlannedSet = z.infer<typeof PlannedSet>;

/** A running rest and a paused one exclude each other, so the keys of both are looked at; others are passed on as they came. */
const RunningRest = z
  .looseObject({ durationMs: Milliseconds, endsAt: Milliseconds, clockId: Id })
  .refine((rest) => !("remainingMs" in rest), {
    message: "a rest that runs has no remainingMs",
    path: ["remainingMs"],
  });
const PausedRest = z
  .looseObject({ durationMs: Milliseconds, remainingMs: Milliseconds })
  .refine((rest) => !("endsAt" in rest), { message: "a paused rest has no endsAt", path: ["endsAt"] });

/** The register `rest`: none, running towards a deadline on the writer's session clock, or paused. [EVT-4] */
export type Rest =
  | null
  | { durationMs: number; endsAt: number; clockId: string }
  | { durationMs: number; remainingMs: number };
export const Rest = z.union([z.null(), RunningRest, PausedRest]) as z.ZodType<Rest>;

/** The register `run`: elapsed = accumulatedMs, plus the time since `since` on the writer's session clock while running. [EVT-6] */
export const Run = z.object({ running: z.boolean(), since: Milliseconds, accumulatedMs: Milliseconds, clockId: Id });
export type Run = z.infer<typeof Run>;

/** The register `status`, merged by rank before stamp. [MRG-3] */
export const Status = z.enum(["active", "discarded", "finished"]);
export type Status = z.infer<typeof Status>;

/** A register `health/<deviceId>/<field>`. [EVT-7] */
export const HealthCell = z.object({ value: z.number(), measuredAt: Milliseconds });
export type HealthCell = z.infer<typeof HealthCell>;

/** A register `final/<deviceId>`: how one device saw the session end, and what it can say of the calories. [EVT-8] */
export const Final = z
  .object({
    role: Role,
    endedAt: Milliseconds,
    durationMs: Milliseconds,
    outcome: z.enum(["final", "estimated", "none"]),
    activeEnergyKcal: Kcal.optional(),
  })
  .refine((final) => (final.outcome === "none") === (final.activeEnergyKcal === undefined), {
    message: "activeEnergyKcal is there when outcome is final or estimated, and absent when it is none",
    path: ["activeEnergyKcal"],
  });
export type Final = z.infer<typeof Final>;

/** What each of the nine kinds of event carries. A register is written with the value as it came, unknown keys and all. [EVT-1..9] */
export const payloads = {
  session_started: Meta,
  set_updated: z
    .object({
      setId: Id,
      weight: Weight.optional(),
      reps: Reps.optional(),
      exerciseId: Id.optional(),
      place: Place.optional(),
      deleted: z.boolean().optional(),
    })
    .refine((set) => (set.place === undefined) === (set.exerciseId === undefined), {
      message: "exerciseId and place go together: they say where an added set stands",
      path: ["place"],
    }),
  set_toggled_completed: z.object({ setId: Id, isCompleted: z.boolean() }),
  rest_updated: z.object({ rest: Rest }),
  exercise_index_changed: z.object({ index: z.int().min(0).max(limits.exercises) }),
  session_paused: z.object({ run: Run.extend({ running: z.literal(false) }) }),
  session_resumed: z.object({ run: Run.extend({ running: z.literal(true) }) }),
  health_update: z.object({
    activeEnergyKcal: Kcal.optional(),
    heartRateBpm: z.number().min(0).max(400).optional(),
    measuredAt: Milliseconds,
  }),
  session_finished: Final,
  session_discarded: z.object({}),
} as const;

/** The kinds of event of version 1, by their wire names. */
export const EventType = z.enum(Object.keys(payloads) as [keyof typeof payloads, ...(keyof typeof payloads)[]]);
export type EventType = z.infer<typeof EventType>;
export type Payload<T extends EventType = EventType> = z.infer<(typeof payloads)[T]>;
