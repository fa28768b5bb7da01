import { type ExerciseState, type Meta, type SessionRecord, type SessionView, viewSession } from "@lighty/protocol";
import { openSetsOf, volumeOf } from "../training/figures.ts";
import type { SavedTraining } from "../training/history.ts";
import type { TrainingFace } from "../training/training-face.ts";
import { promptOf, trainingFace } from "../training/training-view.ts";
import type { Bin } from "./bin.ts";
import { caloriesDeadline } from "./calories-wait.ts";
import type { ExerciseFace, Face, FinishFace, LiveFace, OfferFace, Timers } from "./face.ts";
import type { Keeping } from "./keeping.ts";
import type { Kept } from "./kept.ts";
import type { LiveSession } from "./live-session.ts";
import { share } from "./share.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a face is made of. */
export interface Standing {
  live: LiveSession;
  kept: Kept;
  keeping: Keeping;
  mintId: () => string;
  line: Surroundings["line"];
  bins: Bins;
  /** How many trainings the face shows. */
  shownTrainings: number;
}

/** What was just deleted, and can be brought back for some seconds. */
export interface Bins {
  routine: Bin<NonNullable<Face["deletedRoutine"]>>;
  training: Bin<SavedTraining>;
}

/** A summary comes back by itself for so long after the finish. Milliseconds. */
const summaryMs = 12 * 3_600_000;

/** Makes the face anew, out of the parts of the one before wherever they are equal. */
export function viewFace(standing: Standing, before: Face | null): Face {
  const { live, kept, keeping } = standing;
  const { engine, link } = live;
  const { farewell } = kept.leaving;
  const left = farewell === null ? undefined : engine.sessions.get(farewell.sessionId);
  const shown = shownRecord(standing);
  const onScreen = shown === undefined ? null : liveFace(shown, standing);
  const isAlone = onScreen !== null && onScreen.watch !== "in";
  const next: Face = {
    isOpen: true,
    trouble: live.trouble,
    live: onScreen,
    leaving: left?.state.isLive ? { sessionId: left.sessionId, routineName: nameOf(left) } : null,
    finish: finishFace(standing),
    offers: offers(standing, shown),
    news: kept.news.all,
    routines: kept.routines.all,
    deletedRoutine: standing.bins.routine.thing,
    history: historyFace(standing),
    hasMoreHistory: kept.history.all.length > standing.shownTrainings,
    deletedTraining: deletedFace(standing.bins.training.thing),
    settings: kept.settings,
    link: {
      isReachable: link.isReachable,
      queueDepth: engine.queueDepth,
      startFault: isAlone ? keeping.startFault : null,
      fault: standing.line?.fault ?? null,
    },
  };
  return share(before, next);
}

/** What runs on, at this moment. [TMR-1] [DRV-1] */
export function viewTimers(standing: Standing): Timers {
  const { live, kept, keeping } = standing;
  const { clock, engine } = live;
  const record = shownRecord(standing);
  const view = record === undefined ? null : sessionView(record, live);
  const watchClock = engine.clockAt(live.now(), keeping.watchClockId);
  const ageOf = (measured: { measuredAt: number } | undefined) =>
    measured === undefined ? null : Math.max(0, watchClock - measured.measuredAt);
  const finished = finishedRecord(standing);
  const deadline = finished === undefined ? null : caloriesDeadline(finished, kept.party.has(finished.sessionId));
  const { farewell } = kept.leaving;
  return {
    elapsedMs: view === null ? null : view.derived.elapsedSeconds * 1000,
    rest: view === null || view.rest.state === "none" ? null : restTimer(view.rest),
    energyAgeMs: ageOf(view?.activeEnergyKcal),
    heartRateAgeMs: ageOf(view?.heartRateBpm),
    leavingMs: farewell === null ? null : Math.max(0, farewell.until - clock),
    caloriesMs: deadline === null || deadline <= clock ? null : deadline - clock,
  };
}

function restTimer({ remainingMs, durationMs, state }: SessionView["rest"]) {
  return { remainingMs, durationMs, isPaused: state === "paused" };
}

/** The session on the screen: of the live ones the first that is not being discarded. [SES-2] */
export function shownRecord({ live, kept }: Standing): SessionRecord | undefined {
  const active = live.engine.activeSession;
  if (active === undefined || !kept.leaving.has(active.sessionId)) return active;
  return others(live, active)[0];
}

/** True while the watch may still say something better of its calories. [TRN-4] */
export function isAwaited({ live, kept }: Standing, sessionId: string): boolean {
  const record = live.engine.sessions.get(sessionId);
  const deadline = record === undefined ? null : caloriesDeadline(record, kept.party.has(sessionId));
  return deadline !== null && deadline > live.clock;
}

function liveFace(record: SessionRecord, { live, kept }: Standing): LiveFace {
  const view = sessionView(record, live);
  const { sessionId, state } = record;
  const meta = state.registers.value("meta") as Meta;
  const restCell = state.registers.get("rest");
  const { rest } = view;
  const exercise = ({ exerciseId, name, restSeconds, sets }: ExerciseState, index: number): ExerciseFace => ({
    exerciseId,
    name,
    restSeconds,
    isCurrent: index === view.currentExerciseIndex,
    setsDone: sets.filter((set) => set.isCompleted).length,
    sets: sets.map(({ setId, weight, reps, isCompleted, added }, position) => ({
      setId,
      number: position + 1,
      weight,
      reps,
      isCompleted,
      isAdded: added,
      truth: live.engine.whereabouts(sessionId, setId),
      previous: kept.history.previous(name, position),
    })),
  });
  return {
    sessionId,
    routineId: meta.routineId,
    routineName: view.routineName,
    unit: view.unit,
    startedAt: meta.startedAt,
    startedOn: startedOn(record, live),
    isRunning: view.running,
    currentExerciseIndex: view.currentExerciseIndex,
    exercises: view.exercises.map(exercise),
    setsDone: view.derived.completedSetsCount,
    setsTotal: view.exercises.reduce((count, { sets }) => count + sets.length, 0),
    volume: volumeOf(view.exercises),
    watch: kept.party.partOf(sessionId, live.link.isReachable, live.clock),
    rest:
      rest.state === "none" || restCell === undefined
        ? null
        : {
            restId: `${restCell.revision}.${restCell.deviceId}`,
            isPaused: rest.state === "paused",
            durationMs: rest.durationMs,
          },
    activeEnergyKcal: view.activeEnergyKcal?.value ?? null,
    heartRateBpm: view.heartRateBpm?.value ?? null,
  };
}

function historyFace(standing: Standing): TrainingFace[] {
  const page = standing.kept.history.all.slice(0, standing.shownTrainings);
  return page.map((saved) => trainingFace(saved, isAwaited(standing, saved.training.sessionId)));
}

function deletedFace(saved: SavedTraining | null): Face["deletedTraining"] {
  return saved && { sessionId: saved.training.sessionId, routineName: saved.training.routineName };
}

function finishFace(standing: Standing): FinishFace | null {
  const { kept } = standing;
  const record = finishedRecord(standing);
  const saved = record === undefined ? undefined : kept.history.get(record.sessionId);
  if (record === undefined || saved === undefined) return null;
  const { training } = saved;
  return {
    ...trainingFace(saved, isAwaited(standing, record.sessionId)),
    openSets: openSetsOf(training.exercises),
    mayLackSets: training.waitingFor.includes("late_sets"),
    prompt: promptOf(saved, routineOf(kept, training.routineId)),
  };
}

/** The session that was finished last, if that is not long ago and its summary was not put aside. */
function finishedRecord({ live, kept }: Standing): SessionRecord | undefined {
  const { history } = kept;
  let last: SessionRecord | undefined;
  for (const record of live.engine.sessions.values()) {
    const { sessionId, endedAt } = record;
    // One that was deleted is not there to be shown, and lets no older one come forward either.
    if (endedAt === null || (history.get(sessionId) === undefined && !history.isDeleted(sessionId))) continue;
    if (endedAt >= (last?.endedAt ?? 0)) last = record;
  }
  if (last === undefined || live.clock - (last.endedAt ?? 0) > summaryMs) return undefined;
  return (history.get(last.sessionId)?.isPutAside ?? true) ? undefined : last;
}

function offers({ live, kept }: Standing, shown: SessionRecord | undefined): OfferFace[] {
  return others(live, shown)
    .filter(({ sessionId }) => !kept.leaving.has(sessionId) && !kept.beside.has(sessionId))
    .map((record) => ({
      sessionId: record.sessionId,
      routineName: nameOf(record),
      startedAt: (record.state.registers.value("meta") as Meta).startedAt,
      startedOn: startedOn(record, live),
    }));
}

function others({ engine }: LiveSession, but: SessionRecord | undefined): SessionRecord[] {
  return [...engine.sessions.values()].filter((record) => record.state.isLive && record !== but);
}

function sessionView({ state }: SessionRecord, live: LiveSession): SessionView {
  const now = live.now();
  return viewSession(state, (clockId) => live.engine.clockAt(now, clockId));
}

function startedOn({ state }: SessionRecord, { engine }: LiveSession): "phone" | "watch" {
  return state.registers.get("meta")?.deviceId === engine.deviceId ? "phone" : "watch";
}

function nameOf({ state }: SessionRecord): string {
  return (state.registers.value("meta") as Meta | undefined)?.routineName ?? "";
}

export function routineOf(kept: Kept, routineId: string | undefined) {
  return routineId === undefined ? undefined : kept.routines.get(routineId);
}
