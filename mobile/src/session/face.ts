import type { Meta, Rejection, Status } from "@lighty/protocol";
import type { Routine } from "../routines/routine.ts";
import type { Settings, Unit } from "../settings/settings.ts";
import type { StoreTrouble } from "../store/store-fault.ts";
import type { Previous, RoutineChangeFace, TrainingFace } from "../training/training-face.ts";

/*
 * All that the phone's screens show: plain values, no words and no formatted figures. A face is the same object until something has changed,
 * and so is each of its parts. What runs on with time is not in it: `Phone.timers()` reads that at the moment it is asked.
 */

export interface Face {
  /** False while the store is being opened. */
  isOpen: boolean;
  /** What keeps the phone from saving; null while all is well. What was tapped meanwhile is kept in memory and tried again. */
  trouble: Trouble | null;
  live: LiveFace | null;
  /** A session that was just discarded and can be brought back by `undoDiscard`, for as long as it stands here. */
  leaving: { sessionId: string; routineName: string } | null;
  /** The session that was finished last, until `putAside`. */
  finish: FinishFace | null;
  /** Sessions that were also started, here or on the watch, and not answered for: keep, finish or discard them. [SES-2] */
  offers: readonly OfferFace[];
  /** What the lifter should be told, oldest first, until `dismiss`. */
  news: readonly News[];
  /** In the lifter's order. */
  routines: readonly Routine[];
  /** A routine that was just deleted and can be brought back by `routines.undoDelete`, for as long as it stands here. */
  deletedRoutine: { routineId: string; name: string } | null;
  /** Newest first: a page to begin with, and another with each `moreHistory()`. */
  history: readonly TrainingFace[];
  hasMoreHistory: boolean;
  /** A training that was just deleted and can be brought back by `trainings.undoDelete`, for as long as it stands here. */
  deletedTraining: { sessionId: string; routineName: string } | null;
  settings: Settings;
  link: LinkFace;
}

export interface Trouble extends StoreTrouble {
  /** Writes that wait in memory. */
  unsaved: number;
}

export interface LinkFace {
  isReachable: boolean;
  /** Own edits that the watch has not got yet. [OUT-1] */
  queueDepth: number;
  /** Why the watch's app could not be brought up for the live session; null once a watch takes part, or when none was called. */
  startFault: string | null;
  /** Why nothing can cross to a watch at all; null while something can, or may soon. The training goes on without. */
  fault: LineFault | null;
}

/**
 * Of a page: `unreachable`, its relay does not answer and is tried again; `refused`, it does not take this page, as `sentence` says; `revoked`, it has
 * sent the page away, until its link is opened again; `foreign`, another relay answers there. Of an iPhone: `unsupported`, it has no WatchConnectivity;
 * `unpaired`, no watch belongs to it; `not_installed`, the watch has no Lighty yet; `failed`, the system could not begin.
 */
export interface LineFault {
  kind: "unreachable" | "refused" | "revoked" | "foreign" | "unsupported" | "unpaired" | "not_installed" | "failed";
  /** For whoever is asked for help. */
  sentence: string;
}

/** `none`: no watch has taken part. `silent`: one has, and has not been heard of for two minutes. */
export type WatchPart = "none" | "in" | "silent";

export interface LiveFace {
  sessionId: string;
  routineId: string | undefined;
  routineName: string;
  unit: Unit;
  /** Milliseconds since the epoch, by the clock of the device that started it. */
  startedAt: number;
  startedOn: "phone" | "watch";
  isRunning: boolean;
  currentExerciseIndex: number;
  exercises: readonly ExerciseFace[];
  setsDone: number;
  setsTotal: number;
  /** Weight times reps of what is done, in `unit`. */
  volume: number;
  watch: WatchPart;
  /** Null without one. Its seconds are in `timers()`. */
  rest: { restId: string; isPaused: boolean; durationMs: number } | null;
  activeEnergyKcal: number | null;
  heartRateBpm: number | null;
}

export interface ExerciseFace {
  exerciseId: string;
  name: string;
  restSeconds: number;
  isCurrent: boolean;
  setsDone: number;
  sets: readonly SetFace[];
}

export interface SetFace {
  setId: string;
  /** From 1. */
  number: number;
  weight: number;
  reps: number;
  isCompleted: boolean;
  /** Not in the plan. */
  isAdded: boolean;
  /** `here` while the watch has not got an own edit of it. [OUT-9] */
  truth: "here" | "both";
  /** The same set of the same exercise the last time, in the unit of that time. */
  previous: Previous | null;
}

/** The summary of a session that has been finished. The training is saved by then, whatever is answered. */
export interface FinishFace extends TrainingFace {
  /** Sets that were left open. */
  openSets: number;
  /** True while the watch may still hold sets that this phone has not seen. [TRN-4] */
  mayLackSets: boolean;
  /** "Save training + update routine" or "Save training only"; null when there is nothing to ask. [TRN-3] */
  prompt: readonly RoutineChangeFace[] | null;
}

/** A live session that is not the one on the screen, and will be once that one has ended. */
export interface OfferFace {
  sessionId: string;
  routineName: string;
  startedAt: number;
  startedOn: "phone" | "watch";
}

/** Something that happened while the lifter was looking elsewhere. [NOT-1] */
export type News = { id: string; sessionId: string } & (
  | {
      what: "conflict";
      setId: string;
      exercise: string;
      setNumber: number;
      unit: Meta["unit"];
      field: "weight" | "reps" | "isCompleted" | "deleted";
      kept: number | boolean;
      /** `undo` writes it back as a new edit. */
      lost: number | boolean;
      keptOn: "phone" | "watch";
    }
  | { what: "ended_elsewhere"; routineName: string; status: Exclude<Status, "active"> }
  /** It was to be discarded, but the watch went on with it. */
  | { what: "not_discarded"; routineName: string }
);

/** What runs on. Milliseconds at the moment of the call; null where there is none. */
export interface Timers {
  elapsedMs: number | null;
  rest: { remainingMs: number; durationMs: number; isPaused: boolean } | null;
  /** How old the readings are; older than 30 s a screen shows them as past. */
  energyAgeMs: number | null;
  heartRateAgeMs: number | null;
  /** Until a discard can no longer be undone. */
  leavingMs: number | null;
  /** Until the phone stops waiting for the watch's calories. [TRN-4] */
  caloriesMs: number | null;
}

/** What became of a tap. */
export type Outcome =
  /** It is durable, and on its way. `id` names what was made: a session, a set, a routine. */
  | { outcome: "done"; id: string }
  /** The law forbids it, and says why. */
  | { outcome: "refused"; rejection: Rejection }
  /** It is done on this screen, but could not be saved yet; it is tried again. `Face.trouble` says more. */
  | { outcome: "unsaved"; id: string };
