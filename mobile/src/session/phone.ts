import { type Batch, reject, type Value } from "@lighty/protocol";
import { readSettings, type Settings } from "../settings/settings.ts";
import { faultOf } from "../store/store-fault.ts";
import type { ProgressPoint, TrainingDetail } from "../training/training-face.ts";
import { trainingDetail } from "../training/training-view.ts";
import { Bin } from "./bin.ts";
import { type Doing, outcomeOf } from "./doing.ts";
import type { Face, Outcome, Timers, Trouble } from "./face.ts";
import { type Bins, isAwaited, routineOf, type Standing, viewFace, viewTimers } from "./face-view.ts";
import { Keeping } from "./keeping.ts";
import { Kept } from "./kept.ts";
import { LiveSession } from "./live-session.ts";
import { RoutineActs } from "./routine-acts.ts";
import { SessionActs } from "./session-acts.ts";
import type { Surroundings } from "./surroundings.ts";
import { TrainingActs } from "./training-acts.ts";
import { settleIn } from "./transplant.ts";

/** The face shows so many trainings to begin with, and so many more each time. */
const trainingsPage = 30;

/** Set once the first routines have been there: who deletes them is rid of them. */
const begunKey = "begun";

const noTimers: Timers = {
  elapsedMs: null,
  rest: null,
  energyAgeMs: null,
  heartRateAgeMs: null,
  leavingMs: null,
  caloriesMs: null,
};

/**
 * The lifter's phone without its screens: what they show, as plain values, and what taps do.
 *
 *   new Phone(surroundings) -> open() -> face(), timers(), subscribe(); session, routines, set -> ... -> stop()
 */
export class Phone {
  readonly session: SessionActs;
  readonly routines: RoutineActs;
  readonly trainings: TrainingActs;
  readonly #around: Surroundings;
  readonly #listeners = new Set<() => void>();
  #standing: Standing | null = null;
  #face: Face | null = null;
  #isStale = true;
  #trouble: Trouble | null = null;
  #opening: Promise<void> | null = null;
  readonly #bins: Bins;
  #isOver = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.session = new SessionActs(this.#do);
    this.routines = new RoutineActs(this.#do);
    this.trainings = new TrainingActs(this.#do);
    const changed = () => this.#changed();
    around.line?.listen(changed);
    this.#bins = { routine: new Bin(around.time, changed), training: new Bin(around.time, changed) };
  }

  /** Opens the store, goes on where the last process was, and activates the link. Where that fails the face says why; `retry` tries again. */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** All that the screens show. The same object until something has changed. */
  face(): Face {
    if (this.#face === null || this.#isStale) {
      this.#face = this.#standing === null ? this.#closedFace() : viewFace(this.#standing, this.#face);
      this.#isStale = false;
    }
    return this.#face;
  }

  /** What runs on with time, read now. */
  timers(): Timers {
    return this.#standing === null ? noTimers : viewTimers(this.#standing);
  }

  /** Calls `listener` whenever `face` may say something else. Gives what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A finished workout in full; undefined where there is none of that id. */
  training(sessionId: string): TrainingDetail | undefined {
    if (this.#standing === null) return undefined;
    const { kept } = this.#standing;
    const saved = kept.history.get(sessionId);
    if (saved === undefined) return undefined;
    return trainingDetail(saved, isAwaited(this.#standing, sessionId), routineOf(kept, saved.training.routineId));
  }

  /** How an exercise of that name went, oldest workout first. */
  progress(exerciseName: string): readonly ProgressPoint[] {
    return this.#standing?.kept.history.progress(exerciseName) ?? [];
  }

  /** When each routine was trained last, by its id, in milliseconds since the epoch; the same map until that changes. */
  lastTrained(): ReadonlyMap<string, number> {
    return this.#standing?.kept.history.lastTrained ?? new Map();
  }

  /** Lets the face show a page more of the history. */
  moreHistory(): void {
    if (this.#standing === null) return;
    this.#standing.shownTrainings += trainingsPage;
    this.#changed();
  }

  /** Changes settings. */
  set(settings: Partial<Settings>): Promise<Outcome> {
    return this.#do(async ({ live, kept }) => outcomeOf({ saved: live.save(kept.set(settings)) }, ""));
  }

  /** Tries again at once what could not be opened or saved. */
  retry(): void {
    if (this.#standing === null) void this.open();
    else this.#standing.live.retry();
  }

  /** The app goes. What is durable goes on when another is opened over the same store. */
  stop(): void {
    this.#isOver = true;
    this.#bins.routine.empty();
    this.#bins.training.empty();
    this.#standing?.live.stop();
    this.#listeners.clear();
  }

  /** The id of this installation; undefined before it is open. */
  get deviceId(): string | undefined {
    return this.#standing?.live.engine.deviceId;
  }

  /** What stands behind the face, for an oracle to look at. */
  get standing(): Standing | null {
    return this.#standing;
  }

  async #open(): Promise<void> {
    if (this.#standing !== null || this.#isOver) return;
    try {
      const store = await this.#around.openStore();
      const stored = new Map<string, Value>(await store.load());
      const mark = (await this.#around.deviceMark?.()) ?? null;
      const settled = settleIn(stored, mark);
      if (settled.size > 0) await store.write(settled);
      if (this.#isOver) return;
      const kept = new Kept(stored, this.#around);
      const keeping = new Keeping(this.#around, kept, () => this.#changed());
      const live = new LiveSession(this.#around, keeping, store, stored);
      keeping.accompany(live);
      const { mintId, line } = this.#around;
      this.#standing = { live, kept, keeping, mintId, line, bins: this.#bins, shownTrainings: trainingsPage };
      this.#trouble = null;
      if (!stored.has(begunKey)) void keeping.saveRoutines(this.#firstRoutines(kept));
      live.begin();
      kept.leaving.resume(live.clock);
    } catch (error) {
      const { kind, sentence } = faultOf(error);
      this.#trouble = { kind, sentence, unsaved: 0 };
    }
    this.#changed();
  }

  /** The examples and the mark that they have been there, in one batch. */
  #firstRoutines({ routines, settings }: Kept): Batch {
    const batch = new Map<string, Value>([[begunKey, true]]);
    for (const sketch of this.#around.firstRun.routines(settings.unit)) {
      const saved = routines.save(sketch);
      if ("code" in saved) throw new Error(`the example routine ${sketch.name} is refused: ${saved.sentence}`);
      for (const [key, value] of saved.batch) batch.set(key, value);
    }
    return batch;
  }

  readonly #do: Doing = (what) => {
    if (this.#standing !== null) return what(this.#standing);
    const sentence = this.#trouble?.sentence ?? "the workouts are still being opened";
    return Promise.resolve({ outcome: "refused", rejection: reject("not_ready", sentence) });
  };

  #changed(): void {
    this.#isStale = true;
    for (const listener of [...this.#listeners]) listener();
  }

  #closedFace(): Face {
    return {
      isOpen: false,
      trouble: this.#trouble,
      live: null,
      leaving: null,
      finish: null,
      offers: [],
      news: [],
      routines: [],
      deletedRoutine: null,
      history: [],
      hasMoreHistory: false,
      deletedTraining: null,
      settings: readSettings(undefined, this.#around.firstRun.unit),
      link: { isReachable: false, queueDepth: 0, startFault: null, fault: null },
    };
  }
}
