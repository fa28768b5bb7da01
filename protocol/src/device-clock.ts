import { anchorAt, type ClockAnchor, type Offsets, readClock, sampleOf } from "./clock.ts";
import type { Save } from "./durable.ts";
import type { PongPacket } from "./packet.ts";
import type { Instant } from "./step.ts";

/** The clocks one device can read: its own session clock, and its peers' by the offsets that pings have told. [CLK-1] [CLK-4] */
export class DeviceClock {
  readonly #offsets: Offsets;
  readonly #mintId: () => string;
  #anchor: ClockAnchor | null;
  #now = 0;

  constructor(anchor: ClockAnchor | null, offsets: Offsets, mintId: () => string) {
    this.#anchor = anchor;
    this.#offsets = offsets;
    this.#mintId = mintId;
  }

  /** The own clock's id; undefined before the first input. */
  get clockId(): string | undefined {
    return this.#anchor?.clockId;
  }

  /** Moves to the moment of an input, under a new anchor at first use and after a reboot; gives the anchor it reads by. [CLK-2] */
  advance(now: Instant, save: Save): { now: number; anchor: ClockAnchor } {
    let reading = this.#anchor === null ? undefined : readClock(this.#anchor, now);
    if (this.#anchor === null || reading === undefined) {
      if (this.#anchor !== null) for (const clockId of this.#offsets.doubtAll()) save.offset(clockId, this.#offsets);
      this.#anchor = anchorAt(now, this.#mintId());
      save.clock(this.#anchor);
      reading = this.#anchor.wallMs;
    }
    this.#now = reading;
    return { now: reading, anchor: this.#anchor };
  }

  /** Reads a clock at the moment of the last input: the own one, or the own one shifted by what is known of the other. [CLK-4] */
  readonly read = (clockId: string): number =>
    clockId === this.clockId ? this.#now : this.#now + this.#offsets.offsetMs(clockId);

  /** The same at any instant; the own clock without a clockId. Milliseconds. */
  readAt(now: Instant, clockId?: string): number {
    const own = (this.#anchor === null ? undefined : readClock(this.#anchor, now)) ?? Math.floor(now.wallMs);
    return clockId === undefined || clockId === this.clockId ? own : own + this.#offsets.offsetMs(clockId);
  }

  /** True for the own clock, and for one whose offset a ping has told. */
  knows(clockId: string): boolean {
    return clockId === this.clockId || this.#offsets.sample(clockId) !== undefined;
  }

  /** A pong to a ping of this clock brings a sample of the peer's. [CLK-3] [CLK-5] */
  hearPong(packet: PongPacket, now: number, save: Save): void {
    if (packet.pingClockId !== this.clockId) return;
    const sample = sampleOf(packet.pingSentAt, packet.pingReceivedAt, packet.sentAt, now);
    if (sample === undefined) return;
    const { taken, dropped } = this.#offsets.offer(packet.clockId, sample);
    if (taken) save.offset(packet.clockId, this.#offsets);
    if (dropped !== undefined) save.offset(dropped, this.#offsets);
  }
}
