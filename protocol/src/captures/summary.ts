import type { Frame } from "../frame.ts";
import type { Role } from "../ids.ts";
import { Listing, Projections } from "../projections/index.ts";
import type { SessionSummary } from "../stream.ts";
import { addCount } from "../value.ts";
import type { CapturedFrame } from "./capture-reader.ts";
import { holesOf, TraceRanges } from "./trace-ranges.ts";

/** A device of a capture, as its frames tell it. */
export interface DeviceDigest {
  deviceId: string;
  role: Role;
  frames: number;
  boots: number;
  /** Builds of its app, as its notes name them. */
  builds: string[];
  /** Frames its tee says it dropped. */
  dropped: number;
  /** traceSeqs that are missing between the first and the last of each boot. [TEE-2] */
  holes: { bootId: string; first: number; last: number }[];
}

export interface CaptureSummary {
  frames: number;
  /** Frames that are there more than once. */
  duplicates: number;
  /** Session clock of whoever saw the first and the last frame. */
  firstObservedAt: number | null;
  lastObservedAt: number | null;
  devices: DeviceDigest[];
  sessions: SessionSummary[];
}

const mostSessions = 1_000;
const mostBuilds = 16;

/** Tells what a capture holds, in one pass. */
export class Summing {
  readonly #projections = new Projections();
  readonly #listing = new Listing();
  readonly #traces = new TraceRanges();
  readonly #devices = new Map<string, Omit<DeviceDigest, "holes" | "boots">>();
  #frames = 0;
  #duplicates = 0;
  #first: number | null = null;
  #last: number | null = null;

  add(captured: readonly CapturedFrame[]): void {
    for (const { receivedAt, frame } of captured) {
      this.#frames += 1;
      if (!this.#traces.add(frame)) this.#duplicates += 1;
      this.#first = Math.min(this.#first ?? frame.observedAt, frame.observedAt);
      this.#last = Math.max(this.#last ?? frame.observedAt, frame.observedAt);
      this.#note(frame);
      this.#projections.apply([this.#listing.list({ entry: this.#frames, receivedAt, frame })]);
    }
  }

  value(): CaptureSummary {
    const boots = this.#traces.boots();
    const devices = [...this.#devices.values()].map((device) => {
      const own = boots.filter(({ deviceId }) => deviceId === device.deviceId);
      const holes = own.flatMap((boot) => holesOf(boot).map(([first, last]) => ({ bootId: boot.bootId, first, last })));
      return { ...device, boots: own.length, holes };
    });
    return {
      frames: this.#frames,
      duplicates: this.#duplicates,
      firstObservedAt: this.#first,
      lastObservedAt: this.#last,
      devices,
      sessions: this.#projections.sessions.page(mostSessions).sessions,
    };
  }

  #note({ observer: { deviceId, role }, direction, body, droppedBefore = 0 }: Frame): void {
    const device = this.#devices.get(deviceId) ?? { deviceId, role, frames: 0, builds: [], dropped: 0 };
    this.#devices.set(deviceId, device);
    device.frames += 1;
    device.dropped = addCount(device.dropped, droppedBefore);
    const build = direction === "local" && body.includes('"activated"') ? buildIn(body) : undefined;
    if (build !== undefined && !device.builds.includes(build) && device.builds.length < mostBuilds)
      device.builds.push(build);
  }
}

function buildIn(body: string): string | undefined {
  try {
    const { build } = JSON.parse(body) as { build?: unknown };
    return typeof build === "string" ? build : undefined;
  } catch {
    return undefined;
  }
}
