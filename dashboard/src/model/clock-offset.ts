import type { Crossing } from "./crossing.ts";

/** Crossings that are asked; enough that one of them was quick both ways, few enough that a slow drift shows through. */
const sampleSize = 64;

interface Samples {
  /** Apparent flight times: arrival on the receiver's clock minus departure on the sender's. */
  readonly toReference: number[];
  readonly fromReference: number[];
}

/**
 * How far each device's session clock is from the reference's. The quickest crossing each way is taken to have flown equally long; half
 * the difference of their apparent flight times is then the offset, and no arrow can seem to arrive before it left.
 */
export class ClockOffsets {
  #reference: string | null = null;
  readonly #samples = new Map<string, Samples>();

  /** The device whose clock the others are read against: the phone, where there is one. */
  constructor(reference: string | null = null) {
    this.#reference = reference;
  }

  get reference(): string | null {
    return this.#reference;
  }

  observe({ from, to, sent, received }: Crossing): void {
    if (sent === null || received === null) return;
    this.#reference ??= from;
    if (from !== this.#reference && to !== this.#reference) return;
    const flight = received.frame.observedAt - sent.frame.observedAt;
    const isTo = to === this.#reference;
    const { toReference, fromReference } = this.#of(isTo ? from : to);
    const samples = isTo ? toReference : fromReference;
    if (samples.push(flight) > sampleSize) samples.shift();
  }

  /** Milliseconds to add to a device's clock to read the reference's. 0 until both ways were seen. */
  offsetMs(deviceId: string): number {
    const samples = this.#samples.get(deviceId);
    if (samples === undefined || samples.toReference.length === 0 || samples.fromReference.length === 0) return 0;
    return Math.round((Math.min(...samples.fromReference) - Math.min(...samples.toReference)) / -2);
  }

  #of(deviceId: string): Samples {
    let samples = this.#samples.get(deviceId);
    if (samples === undefined) {
      samples = { toReference: [], fromReference: [] };
      this.#samples.set(deviceId, samples);
    }
    return samples;
  }
}
