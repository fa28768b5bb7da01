import type { ClockSample, TeeClock } from "@lighty/protocol";
import type { z } from "zod";

/** Readings kept of a device: with one every 15 s these are the last two hours. */
export const mostSamples = 480;
const mostDevices = 512;
/** A reading grows doubtful: clocks of phones drift apart by up to a tenth of a millisecond a second. [CLK-5] */
const driftPerMs = 1e-4;

/** How far each device's session clock is from the relay's, as a series. */
export class Clocks {
  readonly #series = new Map<string, ClockSample[]>();
  /** Is told of the device when a reading of it was taken. */
  onTaken: (deviceId: string) => void = () => {};

  /** Null when the four stamps cannot be true. */
  take(deviceId: string, bootId: string, stamps: z.infer<typeof TeeClock>): ClockSample | null {
    const { sentAt, receivedAt, answeredAt, backAt } = stamps;
    const roundTripMs = backAt - sentAt - (answeredAt - receivedAt);
    if (backAt < sentAt || answeredAt < receivedAt || roundTripMs < 0) return null;
    const offsetMs = Math.floor((receivedAt - sentAt + (answeredAt - backAt)) / 2);
    const sample = { at: answeredAt, bootId, offsetMs, uncertaintyMs: Math.ceil(roundTripMs / 2) };
    this.restore(deviceId, sample);
    this.onTaken(deviceId);
    return sample;
  }

  series(deviceId: string): readonly ClockSample[] {
    return [...(this.#series.get(deviceId) ?? [])];
  }

  /** Of the latest run of its app, the reading in least doubt now, with the drift since in its uncertainty. */
  best(deviceId: string, now: number): ClockSample | null {
    let best: ClockSample | null = null;
    const series = this.series(deviceId);
    const bootId = series.at(-1)?.bootId;
    for (const sample of series) {
      if (sample.bootId !== bootId) continue;
      const uncertaintyMs = Math.ceil(sample.uncertaintyMs + Math.max(0, now - sample.at) * driftPerMs);
      if (best === null || uncertaintyMs <= best.uncertaintyMs) best = { ...sample, uncertaintyMs };
    }
    return best;
  }

  /** Every series, to be kept. */
  all(): [deviceId: string, series: readonly ClockSample[]][] {
    return [...this.#series];
  }

  /** Takes in a reading that was taken before, the latest of its device. */
  restore(deviceId: string, sample: ClockSample): void {
    const series = this.#series.get(deviceId) ?? [];
    series.push(sample);
    if (series.length > mostSamples) series.shift();
    this.#series.delete(deviceId);
    this.#series.set(deviceId, series);
    const [oldest] = this.#series.keys();
    if (this.#series.size > mostDevices && oldest !== undefined) this.#series.delete(oldest);
  }
}
