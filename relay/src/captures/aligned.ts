import type { CaptureHeader, Frame } from "@lighty/protocol";
import { hash64, hex } from "@lighty/protocol";

/** Reads a device's stamps by the recorder's clock, as far as the header has a sample of that device's; by its own clock else. [CAP-2] */
export class Alignment {
  readonly #offsets = new Map<string, number>();

  constructor({ clockSamples }: CaptureHeader) {
    for (const { deviceId, offsetMs } of clockSamples) this.#offsets.set(deviceId, offsetMs);
  }

  /** Milliseconds of the recorder's clock. */
  at({ observer, observedAt }: Frame): number {
    return observedAt + (this.#offsets.get(observer.deviceId) ?? 0);
  }
}

/** Names a crossing from either end: the same text from the same device by the same transport. 16 hex digits. [DLV-1] */
export function crossingOf({ direction, observer, peer, transport, body }: Frame): string {
  const from = direction === "received" ? (peer ?? "") : observer.deviceId;
  return hex(hash64(`${from} ${transport ?? ""} ${body}`));
}
