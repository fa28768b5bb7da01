import type { Rejection } from "@lighty/protocol";
import type { Line } from "./node-ports.ts";
import type { WatchDeed } from "./watch-deed.ts";

/** Where a watch is wanted: a room, and the doors by which it comes in like any device. */
export interface WatchPlace {
  room: string;
  link: Line;
  tee: Line;
}

/** A watch that sits in a room. */
export interface SeatedWatch {
  readonly deviceId: string;
  /** The lifter taps. Null when it was done, else why not. */
  act(deed: WatchDeed): Promise<Rejection | null>;
  /** It leaves, and nothing of it is left behind. */
  stop(): Promise<void>;
}

/**
 * Makes watches of one kind and brings them into rooms. The simulated one is TypeScript's engine; headless Swift takes the same place. A watch
 * joins over `/v1/link` and tees over `/v1/tee` like any other device, measures while a session is live, and brings its calories at the end.
 */
export interface Watchmaker {
  /** As it is asked for over HTTP. */
  readonly kind: string;
  /** Resolves once the watch is in the room; rejects with a sentence when it cannot be. */
  seat(place: WatchPlace): Promise<SeatedWatch>;
}
