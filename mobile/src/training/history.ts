import { amends, type Batch, limits, type SetState, type Training, type Value } from "@lighty/protocol";
import type { Unit } from "../settings/settings.ts";
import { amendmentOf, volumeOf } from "./figures.ts";
import type { Amendment, Previous, ProgressPoint } from "./training-face.ts";

/** What the lifter chose at the end, and the version of the routine that it left behind. */
export interface Answer {
  choice: "update_routine" | "training_only";
  routineVersion?: number;
}

/** A finished workout as it is kept: the latest projection of its session, and what the phone knows beside it. */
export interface SavedTraining {
  training: Training;
  amendments: readonly Amendment[];
  answer: Answer | null;
  /** The lifter has seen the summary. */
  isPutAside: boolean;
}

/** The sets of an exercise that were completed when it was last trained. */
interface LastTime {
  sets: readonly SetState[];
  unit: Unit;
}

const prefix = "training/";
/** Under it, for each training that was deleted, when that was by the own session clock: what comes in late must not bring it back. */
const deletedPrefix = "training-deleted/";

/** The newest of a training's amendments that are kept. */
const amendmentsKept = 20;

/**
 * The workouts that were finished, newest first. Each is there from the moment the phone learns of the finish, and is projected again
 * whenever something comes in for its session: so nothing is lost if the app dies before anyone has answered anything. [TRN-1] [TRN-5]
 */
export class History {
  readonly #saved = new Map<string, SavedTraining>();
  readonly #deletedAt = new Map<string, number>();
  #all: readonly SavedTraining[] | null = null;
  #last: Map<string, LastTime> | null = null;
  #trained: ReadonlyMap<string, number> | null = null;

  constructor(stored: ReadonlyMap<string, Value>) {
    for (const [key, value] of stored) {
      if (key.startsWith(prefix)) this.#saved.set(key.slice(prefix.length), readTraining(value));
      if (key.startsWith(deletedPrefix)) this.#deletedAt.set(key.slice(deletedPrefix.length), value as number);
    }
  }

  /** Newest first; the same array until one changes. */
  get all(): readonly SavedTraining[] {
    this.#all ??= [...this.#saved.values()].sort(
      (a, b) => b.training.startedAt - a.training.startedAt || (a.training.sessionId < b.training.sessionId ? 1 : -1),
    );
    return this.#all;
  }

  get(sessionId: string): SavedTraining | undefined {
    return this.#saved.get(sessionId);
  }

  isDeleted(sessionId: string): boolean {
    return this.#deletedAt.has(sessionId);
  }

  /** Takes a projection, empty when it says nothing new. What comes in late, after the wait for the watch or when the summary has been put aside, amends what the lifter has seen. `now` and `endedAt` by the own session clock. [TRN-4] [TRN-5] */
  take(training: Training, now: number, endedAt: number): Batch {
    const held = this.#saved.get(training.sessionId);
    if (this.isDeleted(training.sessionId)) return new Map();
    if (held === undefined) return this.#put({ training, amendments: [], answer: null, isPutAside: false });
    if (!amends(held.training, training)) {
      const isSame = held.training.waitingFor.join() === training.waitingFor.join();
      return isSame ? new Map() : this.#put({ ...held, training });
    }
    const isLate = held.isPutAside || now - endedAt >= limits.caloriesWaitMs;
    const amendments = isLate
      ? [...held.amendments, amendmentOf(held.training, training, now)].slice(-amendmentsKept)
      : held.amendments;
    return this.#put({ ...held, training, amendments });
  }

  /** Notes what the lifter chose. */
  answer(sessionId: string, answer: Answer): Batch {
    const held = this.#saved.get(sessionId);
    return held === undefined ? new Map() : this.#put({ ...held, answer });
  }

  putAside(sessionId: string): Batch {
    const held = this.#saved.get(sessionId);
    return held === undefined || held.isPutAside ? new Map() : this.#put({ ...held, isPutAside: true });
  }

  /** Takes a training out of the store. Its session may live on here and on the watch; nothing of it comes back. `now` by the own session clock. */
  delete(sessionId: string, now: number): Batch {
    if (!this.#saved.delete(sessionId)) return new Map();
    this.#deletedAt.set(sessionId, now);
    this.#forgetViews();
    return new Map<string, Value>([
      [prefix + sessionId, null],
      [deletedPrefix + sessionId, now],
    ]);
  }

  /** Brings back what `delete` took. */
  restore(saved: SavedTraining): Batch {
    const { sessionId } = saved.training;
    this.#deletedAt.delete(sessionId);
    return new Map([...this.#put(saved), [deletedPrefix + sessionId, null]]);
  }

  /** Deletions of sessions that no device can bring up again leave nothing behind. [CLO-4] */
  forgetDeleted(isKnown: (sessionId: string) => boolean, now: number): Batch {
    const batch = new Map<string, Value>();
    for (const [sessionId, at] of this.#deletedAt) {
      if (isKnown(sessionId) || now - at < limits.closedKeepMs) continue;
      this.#deletedAt.delete(sessionId);
      batch.set(deletedPrefix + sessionId, null);
    }
    return batch;
  }

  /** What was done of the nth set, counted from 0, of the exercise of that name the last time; beyond them, of the last one. */
  previous(exerciseName: string, index: number): Previous | null {
    this.#last ??= this.#lastOfEach();
    const last = this.#last.get(exerciseKey(exerciseName));
    const set = last?.sets[Math.min(index, last.sets.length - 1)];
    return last === undefined || set === undefined ? null : { weight: set.weight, reps: set.reps, unit: last.unit };
  }

  /** When each routine was trained last, by its id. Milliseconds since the epoch. */
  get lastTrained(): ReadonlyMap<string, number> {
    // The newest comes last, and stays.
    this.#trained ??= new Map(
      this.all
        .toReversed()
        .flatMap(({ training: { routineId, startedAt } }) => (routineId === undefined ? [] : [[routineId, startedAt]])),
    );
    return this.#trained;
  }

  /** How the exercise of that name went, oldest first. */
  progress(exerciseName: string): readonly ProgressPoint[] {
    const key = exerciseKey(exerciseName);
    return this.all.toReversed().flatMap(({ training }) => {
      const exercises = training.exercises.filter(({ name }) => exerciseKey(name) === key);
      const done = exercises.flatMap(({ sets }) => sets).filter((set) => set.isCompleted);
      const best = done.toSorted((a, b) => b.weight - a.weight || b.reps - a.reps)[0];
      if (best === undefined) return [];
      const { sessionId, startedAt, unit } = training;
      const { weight, reps } = best;
      return { sessionId, startedAt, unit, best: { weight, reps }, volume: volumeOf(exercises), setsDone: done.length };
    });
  }

  #lastOfEach(): Map<string, LastTime> {
    const last = new Map<string, LastTime>();
    for (const { training } of this.all) {
      for (const { name, sets } of training.exercises) {
        const done = sets.filter((set) => set.isCompleted);
        const key = exerciseKey(name);
        if (done.length > 0 && !last.has(key)) last.set(key, { sets: done, unit: training.unit });
      }
    }
    return last;
  }

  #put(saved: SavedTraining): Batch {
    const { sessionId } = saved.training;
    this.#saved.set(sessionId, saved);
    this.#forgetViews();
    return new Map([[prefix + sessionId, saved as unknown as Value]]);
  }

  #forgetViews(): void {
    this.#all = null;
    this.#last = null;
    this.#trained = null;
  }
}

/** A training as stored: of the first ones an amendment holds its figures, and does not name its sets. */
function readTraining(stored: Value): SavedTraining {
  const saved = stored as unknown as SavedTraining;
  if (saved.amendments.length === 0) return saved;
  return { ...saved, amendments: saved.amendments.map((amendment) => ({ ...amendment, sets: amendment.sets ?? [] })) };
}

/** One exercise in every routine and in every copy of one: by its name, however it is spaced and capitalised. */
export function exerciseKey(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase();
}
