import type { ClockSample, HeardDevice, PairedDevice } from "@lighty/protocol";
import type { DeviceVitals, TransportReport } from "@lighty/protocol/projections";
import type { Changes, Desk, Invitation } from "../model/desk.ts";
import type { Device } from "../model/devices.ts";
import { devicesIn } from "../model/devices.ts";
import type { ReplayDeed, ReplayOrder, ReplayRun } from "../model/replay.ts";

const at = 1_767_632_400_000;

/** A desk that says what the test tells it to, and writes down what it was asked to change. */
export class ScriptedDesk implements Desk {
  heard: HeardDevice[] | Error = [];
  paired: PairedDevice[] = [];
  samples: ClockSample[] = [];
  said: DeviceVitals = { missing: 0, queue: [], link: [], transports: [] };
  transports: TransportReport[] = [];
  runs: ReplayRun[] = [];
  /** Null for a page that may only read; a text is the relay's refusal of everything. */
  mayChange: boolean | string = true;
  invitation: Invitation = { code: "ABCD-EFGH", expiresAt: Date.now() + 60_000, link: "" };
  readonly done: unknown[] = [];

  async devices(): Promise<Device[]> {
    if (this.heard instanceof Error) throw this.heard;
    return devicesIn({ devices: this.heard, paired: this.paired });
  }

  async clock(): Promise<ClockSample[]> {
    return this.samples;
  }

  async vitals(): Promise<DeviceVitals> {
    return this.said;
  }

  async sent(): Promise<TransportReport[]> {
    return this.transports;
  }

  async replays(): Promise<ReplayRun[]> {
    return this.runs;
  }

  async control(): Promise<Changes | null> {
    if (this.mayChange === false) return null;
    const run = <T>(what: unknown, answer: T): Promise<T> => {
      if (typeof this.mayChange === "string") return Promise.reject(new Error(this.mayChange));
      this.done.push(what);
      return Promise.resolve(answer);
    };
    return {
      invite: () => run("invite", this.invitation),
      revoke: (deviceId) => run(["revoke", deviceId], undefined),
      purge: () => run("purge", undefined),
      play: (order: ReplayOrder) => run(["play", order], runOf({ order })),
      tell: (replayId: string, deed: ReplayDeed) => run(["tell", replayId, deed], runOf({})),
    };
  }
}

export function heardDevice(more: Partial<HeardDevice> = {}): HeardDevice {
  return {
    ...{ deviceId: "watch0001", role: "watch", bootId: "boot-1", traceSeq: 120, boots: 1, entries: 120, dropped: 0 },
    ...{ queueDepth: 2, lastEntry: 120, lastReceivedAt: at, lastObservedAt: at, isConnected: true },
    clock: { at, bootId: "boot-1", offsetMs: 1_700, uncertaintyMs: 4 },
    tee: {
      ...{ since: at - 60_000, until: null, lines: 2, v: 1, name: "Ann's watch", speaksFor: [], bootId: "boot-1" },
      ...{ resumedFrom: 40, spooled: 7, isRedacted: false },
    },
    ...more,
  };
}

export function pairedDevice(more: Partial<PairedDevice> = {}): PairedDevice {
  return { deviceId: "watch0001", role: "watch", pairedAt: at, isConnected: true, isRevoked: false, ...more };
}

export function runOf(more: Partial<ReplayRun>): ReplayRun {
  return {
    ...{ replayId: "r-1", order: { session: "s-1", target: "headless" }, startedAt: at, endedAt: null },
    ...{ state: "running", wasStopped: false, rate: 1, first: 1, last: 100, at: 40, total: 100, played: 40 },
    ...{ lengthMs: 60_000, atMs: 20_000, found: [], foundCount: 0, sessions: [], outcome: null, failure: null },
    ...more,
  };
}
