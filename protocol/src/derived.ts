import type { ReadClock } from "./clock.ts";
import type { Final, Meta, Rest, Run } from "./event.ts";
import type { Derived } from "./packet.ts";
import type { Registers } from "./register.ts";
import { hundredths } from "./value.ts";
import { setRegister } from "./writes.ts";

/** A set as it stands: what was planned, what was done, where it is. Weight in the session's unit. */
export interface SetState {
  setId: string;
  weight: number;
  reps: number;
  isCompleted: boolean;
  place: string;
  /** True when it was not in the plan. */
  added: boolean;
}

export interface ExerciseState {
  exerciseId: string;
  name: string;
  restSeconds: number;
  sets: SetState[];
}

/** The place of the nth planned set: three digits of base 36, so that added sets fit before, between and after. [SET-2] */
export function plannedPlace(index: number): string {
  const digits = ((index + 1) * 10).toString(36).padStart(3, "0");
  return digits.endsWith("0") ? `${digits.slice(0, 2)}01` : digits;
}

/** The exercises with their sets, planned and added, removed ones left out, in order of place then setId. [SET-1..3] */
export function exercisesOf(registers: Registers): ExerciseState[] {
  const meta = registers.value("meta") as Meta | undefined;
  if (meta === undefined) return [];
  const exercises = meta.exercises.map(({ exerciseId, name, restSeconds }) => ({
    exerciseId,
    name,
    restSeconds,
    sets: [] as SetState[],
  }));
  const byId = new Map(exercises.map((exercise) => [exercise.exerciseId, exercise]));
  const planned = new Set<string>();

  for (const exercise of meta.exercises) {
    exercise.sets.forEach((set, index) => {
      planned.add(set.setId);
      const moved = registers.value(setRegister(set.setId, "place")) as
        | { exerciseId: string; place: string }
        | undefined;
      const home = byId.get(moved?.exerciseId ?? exercise.exerciseId);
      const state = setState(registers, set.setId, moved?.place ?? plannedPlace(index), false);
      if (state !== undefined) home?.sets.push(state);
    });
  }
  for (const [name, cell] of registers.entries()) {
    if (!name.startsWith("set/") || !name.endsWith("/place")) continue;
    const setId = name.slice(4, -6);
    if (planned.has(setId)) continue;
    const { exerciseId, place } = cell.value as { exerciseId: string; place: string };
    const state = setState(registers, setId, place, true);
    if (state !== undefined) byId.get(exerciseId)?.sets.push(state);
  }
  for (const exercise of exercises)
    exercise.sets.sort((a, b) => compareText(a.place, b.place) || compareText(a.setId, b.setId));
  return exercises;
}

function setState(registers: Registers, setId: string, place: string, added: boolean): SetState | undefined {
  if (registers.value(setRegister(setId, "deleted")) === true) return undefined;
  return {
    setId,
    weight: (registers.value(setRegister(setId, "weight")) as number | undefined) ?? 0,
    reps: (registers.value(setRegister(setId, "reps")) as number | undefined) ?? 0,
    isCompleted: registers.value(setRegister(setId, "isCompleted")) === true,
    place,
    added,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Pounds are the unit of volume whatever the lifter trains in: sum of weight x reps, in hundredths, kilograms times 2.20462, half up. [DRV-3] */
export function volumeLbs(exercises: readonly ExerciseState[], unit: Meta["unit"]): number {
  let sum = 0;
  for (const { sets } of exercises) {
    for (const set of sets) if (set.isCompleted) sum += hundredths(set.weight) * set.reps;
  }
  if (unit === "kg")
    sum = Math.floor(sum / 100_000) * 220_462 + Math.floor(((sum % 100_000) * 220_462 + 50_000) / 100_000);
  return sum / 100;
}

/** Milliseconds trained: frozen by the last word on the finish, else accumulated while running. [DRV-1] */
export function elapsedMs(registers: Registers, readClock: ReadClock): number {
  if (registers.ended) {
    const final = lastFinal(registers);
    if (final !== undefined) return final.durationMs;
  }
  const run = registers.value("run") as Run | undefined;
  if (run === undefined) return 0;
  if (!run.running || registers.ended) return run.accumulatedMs;
  return run.accumulatedMs + Math.max(0, readClock(run.clockId) - run.since);
}

/** Milliseconds left of a rest, clamped to 0..durationMs; 0 when none or when the session has ended. [TMR-1] [TMR-2] */
export function restRemainingMs(registers: Registers, readClock: ReadClock): number {
  const rest = (registers.value("rest") ?? null) as Rest;
  if (rest === null || registers.ended) return 0;
  const left = "endsAt" in rest ? rest.endsAt - readClock(rest.clockId) : rest.remainingMs;
  return Math.min(Math.max(0, left), rest.durationMs);
}

/** The four derived fields of the brief: never merged, computed alike everywhere. [DRV-1..3] */
export function derive(registers: Registers, readClock: ReadClock): Derived {
  const exercises = exercisesOf(registers);
  const unit = (registers.value("meta") as Meta | undefined)?.unit ?? "lb";
  return {
    elapsedSeconds: Math.floor(elapsedMs(registers, readClock) / 1000),
    activeRestRemainingSeconds: Math.ceil(restRemainingMs(registers, readClock) / 1000),
    completedSetsCount: exercises.reduce((count, { sets }) => count + sets.filter((set) => set.isCompleted).length, 0),
    volumeLbs: volumeLbs(exercises, unit),
  };
}

/** How each device saw the session end, latest stamp first. */
export function finalsOf(registers: Registers): { deviceId: string; final: Final }[] {
  const finals: { deviceId: string; revision: number; final: Final }[] = [];
  for (const [name, cell] of registers.entries()) {
    if (name.startsWith("final/"))
      finals.push({ deviceId: name.slice(6), revision: cell.revision, final: cell.value as Final });
  }
  return finals.sort((a, b) => b.revision - a.revision || compareText(b.deviceId, a.deviceId));
}

/** The watch's word on the end outranks the phone's: its builder leaves pauses out. Else the latest. [DRV-1] */
export function lastFinal(registers: Registers): Final | undefined {
  const finals = finalsOf(registers);
  return (finals.find(({ final }) => final.role === "watch") ?? finals[0])?.final;
}
