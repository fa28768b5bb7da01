import { z } from "zod";
import { Milliseconds } from "../event.ts";
import { addCount } from "../value.ts";
import { Recent } from "./recent.ts";
import type { Seen } from "./seen.ts";
import { TransportReport } from "./tallies.ts";

const count = z.int().min(0);

/** How a device fared over time, by the relay's clock. [PRJ-8] */
export const Vitals = z.object({
  /** Frames that never came and that its tee does not say it dropped. */
  missing: count,
  /** Own events its peer had not acknowledged, from `at` until the next point: the most of that time. */
  queue: z.array(z.object({ at: Milliseconds, depth: count })),
  /** What its app said of the link to its peer, the latest last. */
  link: z.array(
    z.object({ at: Milliseconds, entry: z.int().min(1), is: z.enum(["activated", "reachable", "unreachable"]) }),
  ),
});
export type Vitals = z.infer<typeof Vitals>;

/** A device's queue, link and holes over time, and how each transport carried what it sent. */
export const DeviceVitals = Vitals.extend({ transports: z.array(TransportReport) });
export type DeviceVitals = z.infer<typeof DeviceVitals>;

const mostDevices = 256;
const mostPoints = 512;
const mostWords = 256;

/** Queue, link and holes of every device, kept up entry by entry. [PRJ-8] */
export class VitalsList {
  readonly #devices = new Recent<string, Vitals>(mostDevices);

  save() {
    return { devices: this.#devices };
  }

  restore({ devices }: ReturnType<VitalsList["save"]>): void {
    this.#devices.adopt(devices);
  }

  apply({ entry, receivedAt: at, frame, note, observation }: Seen): void {
    const vitals = this.#devices.take(frame.observer.deviceId, () => ({ missing: 0, queue: [], link: [] }));
    const { droppedBefore = 0, leftOutBefore = 0, queueDepth } = frame;
    vitals.missing = addCount(vitals.missing, Math.max(0, observation.missingFrames - droppedBefore - leftOutBefore));
    // A late frame tells of a time that these have passed. [TEE-12]
    if (observation.isLate) return;
    if (queueDepth !== undefined && queueDepth !== vitals.queue.at(-1)?.depth) {
      if (vitals.queue.push({ at, depth: queueDepth }) > mostPoints) vitals.queue = halved(vitals.queue);
    }
    if (note?.note !== "activated" && note?.note !== "reachability") return;
    const is = note.note === "activated" ? "activated" : note.reachable ? "reachable" : "unreachable";
    if (vitals.link.push({ at, entry, is }) > mostWords) vitals.link.shift();
  }

  /** Undefined for a device that was not heard of. */
  of(deviceId: string): Vitals | undefined {
    const vitals = this.#devices.peek(deviceId);
    return vitals && { missing: vitals.missing, queue: [...vitals.queue], link: [...vitals.link] };
  }

  forget(deviceId: string): void {
    this.#devices.delete(deviceId);
  }
}

/** Two points become one, which stands for the time of both and keeps the higher depth: a peak is never smoothed away. The latest stays. */
function halved(points: Vitals["queue"]): Vitals["queue"] {
  const last = points.at(-1) as Vitals["queue"][number];
  const kept: Vitals["queue"] = [];
  for (let i = 0; i < points.length - 1; i += 2) {
    const [a, b] = [points[i], points[i + 1]] as [Vitals["queue"][number], Vitals["queue"][number]];
    kept.push({ at: a.at, depth: i + 1 < points.length - 1 ? Math.max(a.depth, b.depth) : a.depth });
  }
  return [...kept, last];
}
