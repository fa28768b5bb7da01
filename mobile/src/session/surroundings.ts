import type { Input, Instant, Link, Output, Store } from "@lighty/protocol";
import type { RoutineSketch } from "../routines/routine.ts";
import type { Unit } from "../settings/settings.ts";
import type { LineFault } from "./face.ts";

/** The phone's clocks, and a way to wait for one of them. [CLK-1] */
export interface DeviceTime {
  now(): Instant;
  /** Calls `run` once `untilMonotonicMs` has come, late if the app was suspended. Gives what takes it back. */
  wait(untilMonotonicMs: number, run: () => void): () => void;
}

/** Tells the lifter by the system that a rest is over, also while the app is suspended. One rest at a time. */
export interface RestBell {
  /** Rings at that time of the wall clock, in milliseconds since the epoch, in place of whatever was to ring. */
  ring(atWallMs: number): void;
  cancel(): void;
}

/** Who looks on: the tee of a debug build. It is told, never asked, after everything of an input has been done. [TEE-3] */
export interface Witness {
  opened?(deviceId: string): void;
  stepped?(input: Input, output: Output, after: Aftermath): void;
}

/** How an engine stood right after an input. */
export interface Aftermath {
  now: Instant;
  /** The session clock at the input. [CLK-1] */
  readClock: number;
  clockId: string | undefined;
  queueDepth: number;
  /** What was received had crossed so long before. Milliseconds. */
  agoMs: number;
}

/** What the phone needs of the world. Everything that is not a pure function of its inputs comes through here. */
export interface Surroundings {
  link: Link;
  /** How the way to the watch stands, where that can be told. */
  line?: { readonly fault: LineFault | null; listen(changed: () => void): void };
  time: DeviceTime;
  /** Opens the store; rejects with a StoreFault when it cannot be. */
  openStore: () => Promise<Store>;
  /** Mints event, send, clock, session, routine and set ids. [ENV-4] */
  mintId: () => string;
  /** Mints the id of this installation, once. [ENV-3] */
  mintDeviceId: () => string;
  /** Names this very device, as iOS does by its identifier for vendors; null where nothing does. A backup must not make two devices of one. [ENV-3] */
  deviceMark?: () => Promise<string | null>;
  /** Brings up the watch's app for a workout; its session is in the context by then. Rejects with a reason. */
  startWatch: () => Promise<void>;
  restBell: RestBell;
  /** The unit of someone who has not chosen one, and the routines to begin with in their language. */
  firstRun: { unit: Unit; routines: (unit: Unit) => readonly RoutineSketch[] };
  witness?: Witness;
  /** A person has said in a debug build that a capture may be played to this device; a release build never sets it. [RPL-2] */
  allowsReplay?: boolean;
}
