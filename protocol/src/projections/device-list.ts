import type { Entry } from "../frame.ts";
import type { DeviceSummary } from "../stream.ts";
import { Recent } from "./recent.ts";

const mostDevices = 1_000;

/** The list of devices, folded entry by entry. */
export class DeviceList {
  readonly #devices = new Recent<string, DeviceSummary>(mostDevices);
  readonly #changed = new Set<string>();

  apply({ entry, receivedAt, frame }: Entry): void {
    const { observer, bootId, traceSeq, observedAt, droppedBefore = 0 } = frame;
    const before = this.#devices.peek(observer.deviceId);
    this.#changed.add(observer.deviceId);
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

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Devices that have changed since this was last called. */
  changes(): DeviceSummary[] {
    const changed = [...this.#changed].flatMap((deviceId) => this.#devices.peek(deviceId) ?? []);
    this.#changed.clear();
    return changed;
  }

  all(): DeviceSummary[] {
    return [...this.#devices.values()];
  }
}
