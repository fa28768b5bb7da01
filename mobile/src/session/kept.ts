import {
  amends,
  type Batch,
  projectTraining,
  type SessionRecord,
  sameVector,
  type Training,
  type Value,
} from "@lighty/protocol";
import type { Routine, RoutineSketch } from "../routines/routine.ts";
import { RoutinePost } from "../routines/routine-post.ts";
import { RoutineShelf } from "../routines/routine-shelf.ts";
import { readSettings, type Settings, settingsKey } from "../settings/settings.ts";
import { exerciseKey, History, type SavedTraining } from "../training/history.ts";
import { updatedRoutine } from "../training/routine-update.ts";
import { Beside } from "./beside.ts";
import { Leaving } from "./leaving.ts";
import { NewsDesk } from "./news-desk.ts";
import { Party } from "./party.ts";
import { share } from "./share.ts";
import type { Surroundings } from "./surroundings.ts";

/** All that the phone keeps beside its sessions, in the same store and often in the same batch. */
export class Kept {
  readonly routines: RoutineShelf;
  readonly post: RoutinePost;
  readonly history: History;
  readonly news: NewsDesk;
  readonly leaving: Leaving;
  readonly party: Party;
  readonly beside: Beside;
  #settings: Settings;

  constructor(stored: ReadonlyMap<string, Value>, { mintId, firstRun }: Pick<Surroundings, "mintId" | "firstRun">) {
    this.routines = new RoutineShelf(stored, mintId);
    this.post = new RoutinePost(stored);
    this.history = new History(stored);
    this.news = new NewsDesk(stored, mintId);
    this.leaving = new Leaving(stored);
    this.party = new Party(stored);
    this.beside = new Beside(stored);
    this.#settings = readSettings(stored.get(settingsKey), firstRun.unit);
  }

  get settings(): Settings {
    return this.#settings;
  }

  set(settings: Partial<Settings>): Batch {
    this.#settings = { ...this.#settings, ...settings };
    return new Map([[settingsKey, this.#settings as unknown as Value]]);
  }

  /** Saves what a finished session now says, or again; empty for any other. `now` by the own session clock. [TRN-1] [TRN-4] [TRN-5] */
  project(record: SessionRecord, now: number): Batch {
    const { sessionId, state, endedAt, said, isOpen, outbox } = record;
    if (endedAt === null || state.registers.status !== "finished") return new Map();
    const watchTakesPart = this.party.has(sessionId);
    const isSame = said !== null && outbox.size === 0 && sameVector(said.vector, state.vector);
    const training = projectTraining(state, { now, settled: !watchTakesPart || !isOpen || isSame, watchTakesPart });
    if (training === undefined) return new Map();
    const before = this.history.get(sessionId)?.training;
    const batch = this.history.take(training, now, endedAt);
    if (batch.size === 0) return batch;
    const followUp = this.#followUp(sessionId);
    const isNews = before === undefined || amends(before, training);
    return new Map([...batch, ...followUp, ...(isNews ? this.#renewed(training) : [])]);
  }

  /** Takes a training out of the history. `now` by the own session clock. */
  deleteTraining({ training }: SavedTraining, now: number): Batch {
    return new Map([...this.history.delete(training.sessionId, now), ...this.#renewed(training)]);
  }

  /** Brings it back, with what has come in for its session meanwhile. */
  restoreTraining(saved: SavedTraining, record: SessionRecord | undefined, now: number): Batch {
    const restored = new Map([...this.history.restore(saved), ...this.#renewed(saved.training)]);
    // Projected after that: a routine that it changes, too, has the later version.
    const projected = record === undefined ? [] : this.project(record, now);
    return new Map([...restored, ...projected]);
  }

  /** What the last time fills into routines has changed with a training. [RTN-2] */
  #renewed({ exercises, unit }: Training): Batch {
    const trained = new Set(exercises.map(({ name }) => exerciseKey(name)));
    return this.routines.renew(unit, (name) => trained.has(exerciseKey(name)));
  }

  /** What comes in late goes into the routine, too, where the lifter has let it take the workout over and has not touched it since. [TRN-5] */
  #followUp(sessionId: string): Batch {
    const saved = this.history.get(sessionId);
    const routine = this.routines.get(saved?.training.routineId ?? "");
    if (saved?.answer?.choice !== "update_routine" || routine === undefined) return new Map();
    if (routine.version !== saved.answer.routineVersion) return new Map();
    const sketch = updatedRoutine(routine, saved.training);
    if (isSameSketch(routine, sketch)) return new Map();
    const updated = this.routines.save(sketch, routine.routineId);
    if ("code" in updated) return new Map();
    const answer = { choice: saved.answer.choice, routineVersion: routine.version + 1 };
    return new Map([...updated.batch, ...this.history.answer(sessionId, answer)]);
  }
}

function isSameSketch({ name, unit, exercises }: Routine, sketch: RoutineSketch): boolean {
  return share(sketch, { name, unit, exercises }) === sketch;
}
