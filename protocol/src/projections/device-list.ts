import type { Entry } from "../frame.ts";
import type { Role } from "../ids.ts";
import { Recent } from "./recent.ts";

const mostDevices = 1_000;

/** A device as its frames tell it. */
export interface DeviceSummary {
  deviceId: string;
  role: Role;
  /** The latest run of its app, and the last frame of it. */
  bootId: string;
  traceSeq: number;
  boots: number;
  entries: number;
  /** Frames its tee says it dropped. */
  dropped: number;
  /** Own events its peer had not acknowledged at the last frame that told. */
  queueDepth: number;
  lastEntry: number;
  lastReceivedAt: number;
  lastObservedAt: number;
}

/** The list of devices, folded entry by entry. */
export class DeviceList {
  readonly #devices = new Recent<string, DeviceSummary>(mostDevices);

  apply({ entry, receivedAt, frame }: Entry): void {
    const { observer, bootId, traceSeq, observedAt, droppedBefore = 0 } = frame;
    const before = this.#devices.peek(observer.deviceId);
    this.#devices.set(observer.deviceId, {
      ...observer,
      bootId,
      traceSeq,
      boots: (before?.boots ?? 0) + (before?.bootId === bootId ? 0 : 1),
      entries: (before?.entries ?? 0) + 1,
      dropped: (before?.dropped ?? 0) + droppedBefore,
      queueDepth: frame.queueDepth ?? before?.queueDepth ?? 0,
      lastEntry: entry,
      lastReceivedAt: receivedAt,
      lastObservedAt: observedAt,
    });
  }

  all(): DeviceSummary[] {
    return [...this.#devices.values()];
  }
}
