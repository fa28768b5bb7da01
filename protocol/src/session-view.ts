import type { ReadClock } from "./clock.ts";
import { derive, type ExerciseState, exercisesOf, restRemainingMs } from "./derived.ts";
import type { HealthCell, Meta, Rest, Run, Status } from "./event.ts";
import type { Derived } from "./packet.ts";
import type { SessionState } from "./session.ts";

/** A value the watch measured, and when by the watch's session clock. */
export interface Measured {
  value: number;
  measuredAt: number;
}

/** What a lifter's screen shows of a session. Weights in `unit`, spans in milliseconds. */
export interface SessionView {
  sessionId: string;
  /** `shell` until session_started has arrived. [SES-1] */
  status: Status | "shell";
  routineName: string;
  unit: Meta["unit"];
  startedAt: number | undefined;
  currentExerciseIndex: number;
  exercises: ExerciseState[];
  running: boolean;
  rest: { state: "none" | "running" | "paused"; remainingMs: number; durationMs: number };
  derived: Derived;
  activeEnergyKcal: Measured | undefined;
  heartRateBpm: Measured | undefined;
}

/** Reads a session the way a screen shows it, at the instant `readClock` stands for. [DRV-1..3] */
export function viewSession(session: SessionState, readClock: ReadClock): SessionView {
  const { registers } = session;
  const meta = registers.value("meta") as Meta | undefined;
  const rest = (registers.value("rest") ?? null) as Rest;
  const remainingMs = restRemainingMs(registers, readClock);
  const resting = rest === null || remainingMs === 0 ? "none" : "endsAt" in rest ? "running" : "paused";
  return {
    sessionId: session.sessionId,
    status: meta === undefined ? "shell" : (registers.status ?? "active"),
    routineName: meta?.routineName ?? "",
    unit: meta?.unit ?? "lb",
    startedAt: meta?.startedAt,
    currentExerciseIndex: (registers.value("index") as number | undefined) ?? 0,
    exercises: exercisesOf(registers),
    running: !registers.ended && ((registers.value("run") as Run | undefined)?.running ?? false),
    rest: { state: resting, remainingMs, durationMs: rest?.durationMs ?? 0 },
    derived: derive(registers, readClock),
    activeEnergyKcal: latestHealth(session, "activeEnergyKcal"),
    heartRateBpm: latestHealth(session, "heartRateBpm"),
  };
}

/** The latest measured value of a field, whichever device measured it. [EVT-7] */
export function latestHealth(session: SessionState, field: "activeEnergyKcal" | "heartRateBpm"): Measured | undefined {
  let latest: (Measured & { revision: number }) | undefined;
  for (const [name, cell] of session.registers.entries()) {
    if (!name.startsWith("health/") || !name.endsWith(`/${field}`)) continue;
    const { value, measuredAt } = cell.value as HealthCell;
    if (latest === undefined || cell.revision > latest.revision)
      latest = { value, measuredAt, revision: cell.revision };
  }
  return latest === undefined ? undefined : { value: latest.value, measuredAt: latest.measuredAt };
}
