import { type Batch, type Rejection, reject, type Value } from "@lighty/protocol";
import type { Unit } from "../settings/settings.ts";
import type { Routine, RoutineSketch } from "./routine.ts";
import { checkRoutine } from "./routine-text.ts";

/** As stored: a routine that was deleted keeps its content, so that it can come back, and its version, so that it rises. */
type Kept = Routine & { isDeleted?: boolean };

const prefix = "routine/";
const orderKey = "routine-order";

/** True for the key of a routine. */
export function isRoutineKey(key: string): boolean {
  return key.startsWith(prefix);
}

/**
 * The lifter's routines, in their order. Every change gives the batch that makes it durable, and stands in memory at once; a refusal changes
 * nothing. What the batch holds is an object of its own that nobody changes later.
 */
export class RoutineShelf {
  readonly #routines = new Map<string, Kept>();
  readonly #mintId: () => string;
  #order: readonly string[] = [];
  #all: readonly Routine[] | null = null;

  constructor(stored: ReadonlyMap<string, Value>, mintId: () => string) {
    this.#mintId = mintId;
    for (const [key, value] of stored) {
      if (isRoutineKey(key)) this.#routines.set(key.slice(prefix.length), value as unknown as Kept);
    }
    this.#order = (stored.get(orderKey) as readonly string[] | undefined) ?? [];
  }

  /** The routines, deleted ones left out; the same array until one changes. */
  get all(): readonly Routine[] {
    this.#all ??= this.#order.flatMap((id) => this.get(id) ?? []);
    return this.#all;
  }

  get(routineId: string): Routine | undefined {
    const kept = this.#routines.get(routineId);
    return kept === undefined || kept.isDeleted ? undefined : kept;
  }

  /** Every version, also of those that were deleted. */
  *versions(): Iterable<{ routineId: string; version: number; routine: Routine | null }> {
    for (const { routineId, version, isDeleted, ...rest } of this.#routines.values()) {
      yield { routineId, version, routine: isDeleted ? null : { routineId, version, ...rest } };
    }
  }

  /** Keeps a new routine at the end, or a changed one in its place. */
  save(sketch: RoutineSketch, routineId?: string): { batch: Batch; routineId: string } | Rejection {
    const held = routineId === undefined ? undefined : this.get(routineId);
    if (routineId !== undefined && held === undefined) return unknown(routineId);
    const routine: Routine = {
      routineId: routineId ?? this.#mintId(),
      version: (held?.version ?? 0) + 1,
      name: sketch.name.trim(),
      unit: sketch.unit,
      exercises: sketch.exercises.map((exercise) => ({
        exerciseId: exercise.exerciseId ?? this.#mintId(),
        name: exercise.name.trim(),
        restSeconds: exercise.restSeconds,
        sets: exercise.sets.map(({ setId, weight, reps }) => ({ setId: setId ?? this.#mintId(), weight, reps })),
      })),
    };
    const judged = checkRoutine(routine);
    if (!judged.ok) return judged.rejection;
    return {
      batch: this.#put(routine, held === undefined ? [...this.#order, routine.routineId] : this.#order),
      routineId: routine.routineId,
    };
  }

  /** A copy right behind the original, with ids of its own. */
  duplicate(routineId: string, name: string): { batch: Batch; routineId: string } | Rejection {
    const original = this.get(routineId);
    if (original === undefined) return unknown(routineId);
    const exercises = original.exercises.map(({ exerciseId: _, sets, ...exercise }) => ({
      ...exercise,
      sets: sets.map(({ weight, reps }) => ({ weight, reps })),
    }));
    const saved = this.save({ name, unit: original.unit, exercises });
    if ("code" in saved) return saved;
    const order = this.#order.filter((id) => id !== saved.routineId);
    order.splice(order.indexOf(routineId) + 1, 0, saved.routineId);
    return { ...saved, batch: new Map([...saved.batch, ...this.#putOrder(order)]) };
  }

  /** Moves a routine to a place among those that stand, counted from 0. */
  move(routineId: string, index: number): Batch | Rejection {
    if (this.get(routineId) === undefined) return unknown(routineId);
    const standing = this.all.map((routine) => routine.routineId).filter((id) => id !== routineId);
    standing.splice(Math.max(0, Math.min(index, standing.length)), 0, routineId);
    const gone = this.#order.filter((id) => !standing.includes(id));
    return this.#putOrder([...standing, ...gone]);
  }

  /** Gives a new version to each routine in `unit` with open figures of such an exercise: what the last time fills in has changed. [RTN-2] */
  renew(unit: Unit, isTrained: (exerciseName: string) => boolean): Batch {
    const batch = new Map<string, Value>();
    for (const routine of this.all) {
      const isOpen = routine.exercises.some(
        ({ name, sets }) => isTrained(name) && sets.some(({ weight, reps }) => weight === 0 || reps === 0),
      );
      if (!isOpen || routine.unit !== unit) continue;
      for (const [key, value] of this.#put({ ...routine, version: routine.version + 1 }, this.#order))
        batch.set(key, value);
    }
    return batch;
  }

  delete(routineId: string): Batch | Rejection {
    const held = this.get(routineId);
    if (held === undefined) return unknown(routineId);
    return this.#put({ ...held, version: held.version + 1, isDeleted: true }, this.#order);
  }

  /** Brings a deleted routine back to where it stood. */
  restore(routineId: string): Batch | Rejection {
    const kept = this.#routines.get(routineId);
    if (!kept?.isDeleted) return unknown(routineId);
    const { isDeleted: _, ...routine } = kept;
    return this.#put({ ...routine, version: routine.version + 1 }, this.#order);
  }

  #put(routine: Kept, order: readonly string[]): Batch {
    this.#routines.set(routine.routineId, routine);
    const batch = new Map<string, Value>([[prefix + routine.routineId, routine as unknown as Value]]);
    this.#all = null;
    return order === this.#order ? batch : new Map([...batch, ...this.#putOrder(order)]);
  }

  #putOrder(order: readonly string[]): Batch {
    this.#order = order;
    this.#all = null;
    return new Map([[orderKey, order]]);
  }
}

function unknown(routineId: string): Rejection {
  return reject("not_found", `no routine ${routineId} is kept here`);
}
