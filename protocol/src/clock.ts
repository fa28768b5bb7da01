import { limits } from "./limits.ts";
import type { Instant } from "./step.ts";
import type { Value } from "./value.ts";

/**
 * A session clock: the wall clock at first use plus continuous monotonic time since. Wall jumps do not touch it; only a reboot of the device
 * makes a new one, under a new clockId. [CLK-1] [CLK-2]
 */
export interface ClockAnchor {
  readonly clockId: string;
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly deviceBootId: string;
}

export function anchorAt(now: Instant, clockId: string): ClockAnchor {
  return {
    clockId,
    wallMs: Math.floor(now.wallMs),
    monotonicMs: Math.floor(now.monotonicMs),
    deviceBootId: now.deviceBootId,
  };
}

/** The clock's reading in integer milliseconds; undefined when the device has rebooted since. [CLK-2] */
export function readClock(anchor: ClockAnchor, now: Instant): number | undefined {
  if (anchor.deviceBootId !== now.deviceBootId) return undefined;
  return anchor.wallMs + Math.floor(now.monotonicMs) - anchor.monotonicMs;
}

/** What one ping told: peer clock minus own clock, and how long the round trip took. Milliseconds. [CLK-3] */
export interface OffsetSample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
  /** Own session clock when measured. */
  readonly at: number;
}

/** The four stamps of a ping: sent (own clock), received and answered (peer clock), back (own clock). [CLK-3] */
export function sampleOf(
  pingSentAt: number,
  pingReceivedAt: number,
  pongSentAt: number,
  now: number,
): OffsetSample | undefined {
  const roundTripMs = now - pingSentAt - (pongSentAt - pingReceivedAt);
  if (roundTripMs < 0 || pongSentAt < pingReceivedAt) return undefined;
  return { offsetMs: Math.floor((pingReceivedAt - pingSentAt + (pongSentAt - now)) / 2), roundTripMs, at: now };
}

/** Two clocks drift apart by up to 50 millionths, so a sample's doubt grows by a tenth of a millisecond a second on top of its round trip. */
function doubt(sample: OffsetSample, now: number): number {
  return sample.roundTripMs + Math.floor(Math.max(0, now - sample.at) / 10_000);
}

/** Offsets to the clocks of peers, the best sample of each. [CLK-4] [CLK-5] */
export class Offsets {
  readonly #samples = new Map<string, OffsetSample>();

  /** Takes the sample if it leaves less doubt than the one held. Says which clock was forgotten to make room. */
  offer(clockId: string, sample: OffsetSample): { taken: boolean; dropped?: string } {
    const held = this.#samples.get(clockId);
    if (held !== undefined && doubt(held, sample.at) < sample.roundTripMs) return { taken: false };
    this.#samples.delete(clockId);
    this.#samples.set(clockId, sample);
    if (this.#samples.size <= limits.clockOffsets) return { taken: true };
    const dropped = this.#samples.keys().next().value as string;
    this.#samples.delete(dropped);
    return { taken: true, dropped };
  }

  /**
   * After a reboot the own clock is a new one: what was measured stays the best guess, and any new sample beats it. Says which samples
   * changed: unsaved, a second process of the same boot would take the old ones at their word.
   */
  doubtAll(): string[] {
    for (const [clockId, sample] of this.#samples)
      this.#samples.set(clockId, { ...sample, at: Number.MIN_SAFE_INTEGER });
    return [...this.#samples.keys()];
  }

  /** Peer clock minus own clock; 0 when unknown, or when it is smaller than half its round trip could have made it. [CLK-4] */
  offsetMs(clockId: string): number {
    const sample = this.#samples.get(clockId);
    if (sample === undefined || Math.abs(sample.offsetMs) * 2 < sample.roundTripMs) return 0;
    return sample.offsetMs;
  }

  sample(clockId: string): OffsetSample | undefined {
    return this.#samples.get(clockId);
  }

  restore(clockId: string, stored: Value): void {
    this.#samples.set(clockId, stored as unknown as OffsetSample);
  }
}

/** Reads any device's session clock from this one: own clock now, shifted by what is known of the other. [CLK-4] */
export type ReadClock = (clockId: string) => number;
