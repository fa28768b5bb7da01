import {
  type Act,
  type ExerciseState,
  exercisesOf,
  type Rejection,
  reject,
  type SessionRecord,
} from "@lighty/protocol";
import { planOf } from "../routines/routine-text.ts";
import { updatedRoutine } from "../training/routine-update.ts";
import { type Doing, outcomeOf } from "./doing.ts";
import type { Outcome } from "./face.ts";
import { routineOf, shownRecord } from "./face-view.ts";
import { rewrite } from "./news-desk.ts";

/**
 * What the lifter does with a workout. Without a sessionId it is done to the one on the screen. Each is on the screen when the call returns;
 * its promise says what became of it.
 */
export class SessionActs {
  readonly #do: Doing;

  constructor(doing: Doing) {
    this.#do = doing;
  }

  /**
   * Starts a workout with a routine, its open figures filled from the last time. The session is in the application context before the watch's
   * app is called. [ACT-1] [SNP-4]
   */
  start(routineId: string): Promise<Outcome> {
    return this.#do(async (standing) => {
      const { kept, keeping, live } = standing;
      const routine = kept.routines.get(routineId);
      if (routine === undefined) return refused(reject("not_found", `no routine ${routineId} is kept here`));
      // A new workout ends the wait of one that is being discarded.
      keeping.leave();
      const sessionId = standing.mintId();
      keeping.call.owe(live.clock);
      const plan = planOf(routine, (name, index) => kept.history.previous(name, index));
      const outcome = await outcomeOf(live.act({ act: "start", sessionId, plan }), sessionId);
      if (outcome.outcome === "refused") keeping.call.cancel();
      return outcome;
    });
  }

  /** Tries again to bring the watch's app up. */
  callWatch(): void {
    void this.#do(async ({ keeping }) => {
      keeping.callWatch();
      return done("");
    });
  }

  editSet(setId: string, edit: { weight?: number; reps?: number }): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "edit_set", sessionId, setId, ...edit }), setId);
  }

  /** Takes the set's previous figures over. Refused where there are none, or they are in another unit: nothing is converted. */
  repeatPrevious(setId: string): Promise<Outcome> {
    return this.#do(async (standing) => {
      const record = shownRecord(standing);
      const exercise = record === undefined ? undefined : exerciseOf(record, setId);
      const position = exercise?.sets.findIndex((set) => set.setId === setId) ?? -1;
      const previous = exercise === undefined ? null : standing.kept.history.previous(exercise.name, position);
      const unit = (record?.state.registers.value("meta") as { unit?: string } | undefined)?.unit;
      if (record === undefined || previous === null || previous.unit !== unit) {
        return refused(reject("set_unknown", `of set ${setId} no figures in ${unit ?? "any unit"} are known`));
      }
      const { weight, reps } = previous;
      return outcomeOf(standing.live.act({ act: "edit_set", sessionId: record.sessionId, setId, weight, reps }), setId);
    });
  }

  /** Ticks a set off and begins the rest its exercise asks for; unticking leaves the rest alone. */
  completeSet(setId: string, isCompleted: boolean): Promise<Outcome> {
    return this.#do(async (standing) => {
      const record = shownRecord(standing);
      if (record === undefined) return refused(noSession());
      const { sessionId } = record;
      const acted = standing.live.act({ act: "complete_set", sessionId, setId, isCompleted });
      const restSeconds = exerciseOf(record, setId)?.restSeconds ?? 0;
      if (!isCompleted || restSeconds === 0 || "refusal" in acted) return outcomeOf(acted, setId);
      return outcomeOf(standing.live.act({ act: "rest_start", sessionId, durationMs: restSeconds * 1000 }), setId);
    });
  }

  /** Adds a set at the end of an exercise, like its last one. [ACT-5] */
  addSet(exerciseId: string): Promise<Outcome> {
    return this.#do(async (standing) => {
      const record = shownRecord(standing);
      if (record === undefined) return refused(noSession());
      const exercises = exercisesOf(record.state.registers);
      const exercise = exercises.find((each) => each.exerciseId === exerciseId);
      const last = exercise?.sets.at(-1) ?? standing.kept.history.previous(exercise?.name ?? "", 0);
      const setId = standing.mintId();
      const figures = { weight: last?.weight ?? 0, reps: last?.reps ?? 0 };
      const { sessionId } = record;
      return outcomeOf(standing.live.act({ act: "add_set", sessionId, exerciseId, setId, ...figures }), setId);
    });
  }

  removeSet(setId: string): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "remove_set", sessionId, setId, deleted: true }), setId);
  }

  /** Brings a removed set back, with all that was in it. [SET-3] */
  restoreSet(setId: string): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "remove_set", sessionId, setId, deleted: false }), setId);
  }

  goToExercise(index: number): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "go_to_exercise", sessionId, index }));
  }

  startRest(durationMs: number): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "rest_start", sessionId, durationMs }));
  }

  adjustRest(byMs: number): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "rest_adjust", sessionId, byMs }));
  }

  pauseRest(): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "rest_pause", sessionId }));
  }

  resumeRest(): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "rest_resume", sessionId }));
  }

  skipRest(): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "rest_skip", sessionId }));
  }

  pause(): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "pause", sessionId }));
  }

  resume(): Promise<Outcome> {
    return this.#act((sessionId) => ({ act: "resume", sessionId }));
  }

  /** Ends the session and saves its training. A phone measures no calories: they are the watch's to say. [EVT-8] */
  finish(sessionId?: string): Promise<Outcome> {
    return this.#act((shown) => ({ act: "finish", sessionId: sessionId ?? shown, outcome: "none" }), sessionId);
  }

  /** Discards a session, so that it can be brought back for some seconds. */
  discard(sessionId?: string): Promise<Outcome> {
    return this.#do(async (standing) => {
      const { live, kept, keeping } = standing;
      const record = sessionId === undefined ? shownRecord(standing) : live.engine.sessions.get(sessionId);
      if (record === undefined || !record.state.isLive) return refused(noSession());
      keeping.leave();
      const saved = live.save(kept.leaving.begin(record, live.clock));
      live.setAlarm();
      return outcomeOf({ saved }, record.sessionId);
    });
  }

  /** Lets a session that was also started go on beside the one on the screen. [SES-2] */
  keep(sessionId: string): Promise<Outcome> {
    return this.#do(async ({ live, kept }) => {
      if (live.engine.sessions.get(sessionId)?.state.isLive !== true) return refused(noSession());
      return outcomeOf({ saved: live.save(kept.beside.keep(sessionId)) }, sessionId);
    });
  }

  undoDiscard(): Promise<Outcome> {
    return this.#do(async ({ live, kept }) => {
      const { farewell } = kept.leaving;
      if (farewell === null) return refused(noSession());
      return outcomeOf({ saved: live.save(kept.leaving.end()) }, farewell.sessionId);
    });
  }

  /** What the prompt asked. The training is saved either way; with `update_routine` the routine takes over what was done. [TRN-3] */
  answer(sessionId: string, choice: "update_routine" | "training_only"): Promise<Outcome> {
    return this.#do(async (standing) => {
      const { live, kept, keeping } = standing;
      const saved = kept.history.get(sessionId);
      if (saved === undefined) return refused(noSession());
      if (choice === "training_only") {
        return outcomeOf({ saved: live.save(kept.history.answer(sessionId, { choice })) }, sessionId);
      }
      const routine = routineOf(kept, saved.training.routineId);
      if (routine === undefined) return refused(reject("not_found", "the routine is no longer kept here"));
      const updated = kept.routines.save(updatedRoutine(routine, saved.training), routine.routineId);
      if ("code" in updated) return refused(updated);
      const answer = kept.history.answer(sessionId, { choice, routineVersion: routine.version + 1 });
      return outcomeOf({ saved: keeping.saveRoutines(new Map([...updated.batch, ...answer])) }, sessionId);
    });
  }

  /** The summary has been seen. */
  putAside(sessionId: string): Promise<Outcome> {
    return this.#do(async ({ live, kept }) =>
      outcomeOf({ saved: live.save(kept.history.putAside(sessionId)) }, sessionId),
    );
  }

  /** Writes the value that lost in a conflict back over the one that was kept, as a new edit. [CON-1] */
  undo(newsId: string): Promise<Outcome> {
    return this.#do(async ({ live, kept, keeping }) => {
      const news = kept.news.get(newsId);
      const act = news === undefined ? null : rewrite(news);
      if (news === undefined || act === null) return refused(reject("not_found", `there is no conflict ${newsId}`));
      keeping.join(kept.news.dismiss(newsId));
      return outcomeOf(live.act(act), news.sessionId);
    });
  }

  dismiss(newsId: string): Promise<Outcome> {
    return this.#do(async ({ live, kept }) => outcomeOf({ saved: live.save(kept.news.dismiss(newsId)) }, newsId));
  }

  #act(make: (sessionId: string) => Act, id?: string): Promise<Outcome> {
    return this.#do(async (standing) => {
      const record = shownRecord(standing);
      const act = make(record?.sessionId ?? "");
      // One that names its session may be of another than the one on the screen.
      if (act.sessionId === "") return refused(noSession());
      return outcomeOf(standing.live.act(act), id ?? act.sessionId);
    });
  }
}

function exerciseOf({ state }: SessionRecord, setId: string): ExerciseState | undefined {
  return exercisesOf(state.registers).find(({ sets }) => sets.some((set) => set.setId === setId));
}

function refused(rejection: Rejection): Outcome {
  return { outcome: "refused", rejection };
}

function done(id: string): Outcome {
  return { outcome: "done", id };
}

function noSession(): Rejection {
  return reject("session_unknown", "no session is live here");
}
