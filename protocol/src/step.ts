import type { Envelope } from "./envelope.ts";
import type { Rejection } from "./errors.ts";
import type { Meta } from "./event.ts";
import type { Transport } from "./ids.ts";
import type { Value } from "./value.ts";
import type { Verdict } from "./verdict.ts";

/*
 * What goes into the engine and what comes out. The host owns every side effect:
 *
 *   input (with `now`) -> engine.step -> output { save, actions }
 *   host: write `save` durably, THEN perform `actions` in order. Never the other way round. [DUR-1]
 *
 * Outputs are performed in the order of their inputs. If a save fails, the host throws the engine away and opens it again from the store.
 */

/** The clocks of a device, read by the host at the moment of an input. Milliseconds. [CLK-1] */
export interface Instant {
  /** Wall clock since the epoch; may jump. */
  readonly wallMs: number;
  /** Continuous monotonic clock, sleep included; starts anew at a reboot. */
  readonly monotonicMs: number;
  /** Names the boot of the device that `monotonicMs` counts from. */
  readonly deviceBootId: string;
}

/** What the lifter, or the watch's health kit, does. Ids of new things come from the host. */
export type Act =
  | { act: "start"; sessionId: string; plan: Omit<Meta, "startedAt" | "clockId"> }
  | { act: "edit_set"; sessionId: string; setId: string; weight?: number; reps?: number }
  /** Adds a set at the end of an exercise, or right after `afterSetId`. */
  | {
      act: "add_set";
      sessionId: string;
      exerciseId: string;
      setId: string;
      weight: number;
      reps: number;
      afterSetId?: string;
    }
  | { act: "remove_set"; sessionId: string; setId: string; deleted: boolean }
  | { act: "complete_set"; sessionId: string; setId: string; isCompleted: boolean }
  | { act: "rest_start"; sessionId: string; durationMs: number }
  | { act: "rest_adjust"; sessionId: string; byMs: number }
  | { act: "rest_pause"; sessionId: string }
  | { act: "rest_resume"; sessionId: string }
  | { act: "rest_skip"; sessionId: string }
  | { act: "go_to_exercise"; sessionId: string; index: number }
  | { act: "pause"; sessionId: string }
  | { act: "resume"; sessionId: string }
  /** `ageMs`: how long ago the sensor measured it; now without it. */
  | { act: "measure"; sessionId: string; activeEnergyKcal?: number; heartRateBpm?: number; ageMs?: number }
  /** Ends the session, or, once it has ended, brings this device's final metrics. */
  | {
      act: "finish";
      sessionId: string;
      outcome: "final" | "estimated" | "none";
      activeEnergyKcal?: number;
      durationMs?: number;
    }
  | { act: "discard"; sessionId: string };

/** The three WatchConnectivity channels the engine sends on. */
export type Channel = Extract<Transport, "message" | "userInfo" | "applicationContext">;

export type Input =
  /** The process has begun, or the link was activated. `outstanding` are the transfers that the system still holds. */
  | { type: "activated"; now: Instant; reachable: boolean; outstanding?: readonly { sendId: string; text: string }[] }
  | { type: "reachability"; now: Instant; reachable: boolean }
  | { type: "received"; now: Instant; transport: Transport; text: string }
  /** How a send ended; without errorCode it was handed over. [LNK-4] */
  | { type: "sent"; now: Instant; sendId: string; errorCode?: number }
  | { type: "acted"; now: Instant; act: Act }
  | { type: "tick"; now: Instant };

/** A keyed write, all or nothing. Values are JSON; null deletes the key. [DUR-2] */
export type Batch = ReadonlyMap<string, Value>;

/** What an engine noticed about the session or its peer. [NOT-1] */
export type Notice =
  | {
      notice: "conflict";
      sessionId: string;
      register: string;
      kept: Value;
      lost: Value;
      keptBy: string;
      lostBy: string;
      sentence: string;
    }
  | { notice: "stamp_collision"; sessionId: string; register: string; sentence: string }
  | { notice: "protocol_violation"; sessionId?: string; eventId?: string; sentence: string }
  | { notice: "drift_detected"; sessionId: string; sentence: string }
  | { notice: "drift_unhealed"; sessionId: string; sentence: string }
  | { notice: "derived_mismatch"; sessionId: string; sentence: string }
  | { notice: "quarantined"; sentence: string }
  | { notice: "session_ended_elsewhere"; sessionId: string; status: "finished" | "discarded"; sentence: string }
  | { notice: "second_session"; sessionId: string; sentence: string };

export type Action =
  | { type: "send"; channel: Channel; sendId: string; text: string; bytes: number }
  /** Takes superseded transfers out of the system's userInfo queue. [OUT-8] */
  | { type: "cancel"; sendIds: readonly string[] }
  | { type: "notify"; notice: Notice };

export interface Output {
  /** To be durable before any action is performed; absent when nothing changed. */
  save?: Batch;
  actions: Action[];
  /** For `received`: what became of each part. */
  verdicts?: Verdict[];
  /** For `acted`: the events the act made. */
  events?: Envelope[];
  /** For `acted`: why nothing was made. */
  refusal?: Rejection;
  /** Digest after the input, of each session it touched. */
  digests?: Record<string, string>;
}

/** Durable key-value storage with atomic batches; the host's, never the engine's. */
export interface Store {
  /** Every key and value, at open. */
  load(): Promise<Iterable<readonly [string, Value]>>;
  /** Resolves once the whole batch is durable; rejects with none of it written. */
  write(batch: Batch): Promise<void>;
}
