import type { DeviceSummary } from "../stream.ts";
import { addCount } from "../value.ts";
import { Recent } from "./recent.ts";
import type { Seen } from "./seen.ts";

const mostDevices = 1_000;

/** The list of devices, folded entry by entry. */
export class DeviceList {
  readonly #devices = new Recent<string, DeviceSummary>(mostDevices);
  readonly #changed = new Set<string>();
  readonly #gone = new Set<string>();

  save() {
    return { devices: this.#devices };
  }

  restore({ devices }: ReturnType<DeviceList["save"]>): void {
    this.#devices.adopt(devices);
  }

  apply({ entry, receivedAt, frame, observation }: Seen): void {
    const { observer, bootId, traceSeq, observedAt, droppedBefore = 0 } = frame;
    const before = this.#devices.peek(observer.deviceId);
    this.#changed.add(observer.deviceId);
    this.#gone.delete(observer.deviceId);
    const counted = {
      ...observer,
      entries: (before?.entries ?? 0) + 1,
      dropped: addCount(before?.dropped ?? 0, droppedBefore),
      lastEntry: entry,
      lastReceivedAt: receivedAt,
    };
    // A late frame counts, and the device stays where it is. [TEE-12]
    if (before !== undefined && observation.isLate) {
      this.#devices.set(observer.deviceId, { ...before, ...counted });
      return;
    }
    this.#devices.set(observer.deviceId, {
      ...counted,
      bootId,
      traceSeq,
      boots: (before?.boots ?? 0) + (before?.bootId === bootId ? 0 : 1),
      queueDepth: frame.queueDepth ?? before?.queueDepth ?? 0,
      lastObservedAt: observedAt,
    });
  }

  /** Forgets the devices of which the log holds nothing any more, and names them. [PRJ-6] */
  prune(upTo: number): string[] {
    const gone = this.all().flatMap(({ deviceId, lastEntry }) => (lastEntry <= upTo ? deviceId : []));
    for (const deviceId of gone) {
      this.#devices.delete(deviceId);
      this.#changed.delete(deviceId);
      this.#gone.add(deviceId);
    }
    return gone;
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0 || this.#gone.size > 0;
  }

  /** Devices that have changed since this was last called, and those that are gone. [STR-3] */
  changes(): { devices: DeviceSummary[]; gone: string[] } {
    const devices = [...this.#changed].flatMap((deviceId) => this.#devices.peek(deviceId) ?? []);
    const gone = [...this.#gone];
    this.#changed.clear();
    this.#gone.clear();
    return { devices, gone };
  }

  all(): DeviceSummary[] {
    return [...this.#devices.values()];
  }
}
