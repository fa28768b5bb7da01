import type { Entry, Frame, Observer } from "../frame.ts";
import { FrameTap, type Send, type SimDevice, type Witness, wallStart } from "../sim/index.ts";
import type { Input, Output } from "../step.ts";

interface Lane {
  readonly tap: FrameTap;
  boot: number;
  traceSeq: number;
}

/** The tees of a simulated pair and the log behind them: what a relay whose clock is right would have recorded. */
export class Recorder implements Witness {
  readonly entries: Entry[] = [];
  readonly #now: () => number;
  readonly #lanes = new Map<string, Lane>();

  /** `now` is true time, in milliseconds since the world began. */
  constructor(now: () => number) {
    this.#now = now;
  }

  opened(device: SimDevice): void {
    const lane = this.#laneOf(device);
    lane.boot++;
    lane.traceSeq = 0;
  }

  saved(device: SimDevice, input: Input, output: Output): void {
    this.#laneOf(device).tap.saved(device, input, output);
  }

  sent(device: SimDevice, send: Send): void {
    this.#laneOf(device).tap.sent(device, send);
  }

  #laneOf({ deviceId, role }: SimDevice): Lane {
    let lane = this.#lanes.get(deviceId);
    if (lane === undefined) {
      const tap = new FrameTap((_, crossing) => this.#record({ deviceId, role }, crossing));
      lane = { tap, boot: 0, traceSeq: 0 };
      this.#lanes.set(deviceId, lane);
    }
    return lane;
  }

  #record(observer: Observer, crossing: Omit<Frame, "observer" | "bootId" | "traceSeq">): void {
    const lane = this.#lanes.get(observer.deviceId) as Lane;
    lane.traceSeq++;
    const frame = { observer, bootId: `${observer.deviceId}-${lane.boot}`, traceSeq: lane.traceSeq, ...crossing };
    this.entries.push({ entry: this.entries.length + 1, receivedAt: wallStart + this.#now(), frame });
  }
}
