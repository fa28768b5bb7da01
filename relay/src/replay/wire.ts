import type { Entry } from "@lighty/protocol";
import type { ReplayDeed, ReplayOrder, ReplayRun } from "./replay-order.ts";

/** Where a replay's thread reaches the relay, as any replay does. */
export interface OwnDoors {
  /** `ws://` or `wss://` with host and port. */
  origin: string;
  /** The control token. [RPL-3] */
  token: string;
  ca: string | undefined;
}

/** What a replay's thread begins with. */
export interface ThreadData {
  order: ReplayOrder;
  doors: OwnDoors;
}

/** To a replay's thread: what it plays, in pages, then the word to begin. */
export type Down =
  | { type: "entries"; entries: readonly Entry[] }
  | { type: "play" }
  | { type: "deed"; deed: ReplayDeed }
  /** What the device that is played to has teed. */
  | { type: "heard"; entries: readonly Entry[] };

/** From a replay's thread: what of the run is other now. */
export type Up = { type: "now"; now: Partial<ReplayRun> };
