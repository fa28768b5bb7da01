import type { Crossing } from "./crossing.ts";

/** Crossings that are asked; enough that one of them was quick both ways, few enough that a slow drift shows through. */
const sampleSize = 64;

interface Samples {
  /** Apparent flight times: arrival on the receiver's clock minus departure on the sender's. */
  readonly toReference: number[];
  readonly fromReference: number[];
  /** Asked for with every entry, changed with few. */
  offsetMs: number;
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
    const own = this.#of(isTo ? from : to);
    const samples = isTo ? own.toReference : own.fromReference;
    if (samples.push(flight) > sampleSize) samples.shift();
    own.offsetMs = offsetOf(own);
  }

  /** Milliseconds to add to a device's clock to read the reference's. 0 until both ways were seen. */
  offsetMs(deviceId: string): number {
    return this.#samples.get(deviceId)?.offsetMs ?? 0;
  }

  #of(deviceId: string): Samples {
    let samples = this.#samples.get(deviceId);
    if (samples === undefined) {
      samples = { toReference: [], fromReference: [], offsetMs: 0 };
      this.#samples.set(deviceId, samples);
    }
    return samples;
  }
}

function offsetOf({ toReference, fromReference }: Samples): number {
  if (toReference.length === 0 || fromReference.length === 0) return 0;
  return Math.round((Math.min(...toReference) - Math.min(...fromReference)) / 2);
}
