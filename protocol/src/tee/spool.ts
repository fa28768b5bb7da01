import type { Frame, Observer } from "../frame.ts";
import { limits } from "../limits.ts";
import { byteLength, checkFrame, parseJson } from "../parse.ts";
import { Redactor } from "../redaction/index.ts";
import type { TraceAck } from "../stream.ts";
import { Flight } from "./flight.ts";
import { type Held, type Lane, Ring } from "./ring.ts";

/** A frame before the tee has numbered it. */
export type Crossing = Omit<Frame, "observer" | "bootId" | "traceSeq" | "droppedBefore">;

/** A frame of an earlier boot, out of a journal: the JSON text it was given then. */
export interface Journalled {
  bootId: string;
  traceSeq: number;
  text: string;
}

export interface TeeCounts {
  recorded: number;
  /** Acknowledged by the relay. */
  landed: number;
  dropped: number;
  held: number;
}

/** UTF-8 bytes of the largest message a relay takes. [TEE-5] */
export const teeMessageBytes = 1_048_576;

/** What a message needs around its frames, and a frame for its droppedBefore. */
const margin = 128;
const maxSpools = 64;
const batchFrames = 32;
const batchBytes = 262_144;

export interface SpoolOptions {
  maxFrames: number;
  maxBytes: number;
  /** Health values are held as they are, for a line that may carry them. [TEE-9] */
  includeHealth: boolean;
}

/** What the tee holds: numbers frames, keeps them until the relay has them, and writes the messages that carry them. [TEE-1] [TEE-3] */
export class TeeSpool {
  readonly #observer: Observer;
  readonly #lanes: Lane[] = [];
  readonly #lane: Lane;
  readonly #prefix: string;
  readonly #ring: Ring;
  readonly #flight = new Flight();
  readonly #redactor = new Redactor("health", "rounded");
  readonly #includesHealth: boolean;
  /** The line takes no health values, also none that were held before that was known. [TEE-9] */
  #isBound = false;
  #recorded = 0;
  #landed = 0;
  #dropped = 0;

  constructor(
    observer: Observer,
    bootId: string,
    backlog: Iterable<Journalled>,
    { maxFrames, maxBytes, includeHealth }: SpoolOptions,
  ) {
    this.#observer = observer;
    this.#includesHealth = includeHealth;
    this.#prefix = `{"observer":${JSON.stringify(observer)},"bootId":${JSON.stringify(bootId)},"traceSeq":`;
    this.#ring = new Ring(maxFrames, maxBytes, (held) => this.#evicted(held));
    for (const frame of backlog) this.#recall(frame);
    this.#lane = this.#laneOf(bootId) ?? this.#addLane(bootId, 0);
  }

  #recall({ bootId, traceSeq, text: told }: Journalled): void {
    const lane = this.#laneOf(bootId) ?? this.#addLane(bootId, traceSeq - 1);
    lane.last = traceSeq;
    this.#recorded += 1;
    const json = parseJson(told);
    // A line that a crash has torn would spoil the message that carries it.
    if (json.ok && checkFrame(json.value).ok) {
      const text = this.#includesHealth ? told : this.#redactor.frame(told);
      if (this.#ring.push(lane, traceSeq, text, byteLength(text))) return;
    }
    this.#dropped += 1;
  }

  get counts(): TeeCounts {
    return { recorded: this.#recorded, landed: this.#landed, dropped: this.#dropped, held: this.#ring.count };
  }

  get unsent(): number {
    return this.#ring.unsent;
  }

  get inFlight(): number {
    return this.#flight.count;
  }

  /** Numbers a frame and holds it; returns its text, or null when it cannot be held and was counted as dropped. Never throws. */
  record(crossing: Crossing): Journalled | null {
    const lane = this.#lane;
    lane.last += 1;
    this.#recorded += 1;
    const text = this.#write(crossing, lane.last);
    if (text !== null) {
      // Only the body can hold more than ASCII in any amount worth counting, and its bytes are known.
      const bytes = text.length + Math.max(0, crossing.sizeBytes - crossing.body.length);
      // One that the relay would refuse unread is not kept for it. [BND-1]
      if (bytes + margin <= limits.textBytes && this.#ring.push(lane, lane.last, text, bytes)) {
        return { bootId: lane.bootId, traceSeq: lane.last, text };
      }
    }
    this.#dropped += 1;
    return null;
  }

  /** What a hello says of each boot, the latest if there are more than it takes: of the others the relay is told by sending. [TEE-4] */
  spools(): { bootId: string; first: number; last: number }[] {
    return this.#lanes.slice(-maxSpools).map((lane) => {
      const span = this.#ring.span(lane);
      return { bootId: lane.bootId, first: span?.first ?? lane.last + 1, last: span?.last ?? lane.last };
    });
  }

  /**
   * The relay has said what it holds: everything above goes out anew, without health values where it asked for that. What was in flight and is
   * no longer held is lost. [TEE-4] [TEE-9]
   */
  resume(acked: readonly TraceAck[], isBound: boolean): void {
    this.#isBound = isBound;
    this.acknowledge(acked);
    this.#dropped += this.#flight.settle((lane) => this.#ring.span(lane)?.first);
    for (const lane of this.#lanes) lane.sentUpTo = lane.acked;
    this.#ring.rewind();
    for (let i = this.#lanes.length - 1; i >= 0; i--) {
      const lane = this.#lanes[i] as Lane;
      if (lane !== this.#lane && this.#ring.span(lane) === undefined) this.#lanes.splice(i, 1);
    }
  }

  acknowledge(acked: readonly TraceAck[]): void {
    for (const { deviceId, bootId, traceSeq } of acked) {
      const lane = deviceId === this.#observer.deviceId ? this.#laneOf(bootId) : undefined;
      // A relay cannot hold what was never given out; one that says so is not believed.
      if (lane === undefined || traceSeq <= lane.acked || traceSeq > lane.last) continue;
      lane.acked = traceSeq;
      lane.sentUpTo = Math.max(lane.sentUpTo, traceSeq);
      this.#landed += this.#flight.land(lane);
    }
    this.#ring.release();
  }

  /** The next message of frames, within the window; null when there is nothing to send or no room. [TEE-3] [TEE-5] */
  next(window: number): string | null {
    const texts: string[] = [];
    let bytes = 0;
    for (let held = this.#ring.peek(); held !== undefined; held = this.#ring.peek()) {
      const { lane, traceSeq } = held;
      if (traceSeq > lane.acked) {
        if (this.#flight.count >= window || texts.length === batchFrames) break;
        if (texts.length > 0 && bytes + held.bytes > batchBytes) break;
        const missing = traceSeq - lane.sentUpTo - 1;
        const text = this.#isBound && this.#includesHealth ? this.#redactor.frame(held.text) : held.text;
        texts.push(missing > 0 ? `${text.slice(0, -1)},"droppedBefore":${missing}}` : text);
        bytes += held.bytes;
        this.#flight.sent(lane, traceSeq);
        lane.sentUpTo = traceSeq;
      }
      this.#ring.advance();
    }
    return texts.length === 0 ? null : `{"type":"frames","frames":[${texts.join(",")}]}`;
  }

  #write(crossing: Crossing, traceSeq: number): string | null {
    try {
      const text = `${this.#prefix}${traceSeq},${JSON.stringify(crossing).slice(1)}`;
      return this.#includesHealth ? text : this.#redactor.frame(text);
    } catch {
      return null;
    }
  }

  /** Sent and not yet acknowledged, its fate is the relay's to tell; never sent, it is lost. */
  #evicted({ lane, traceSeq }: Held): void {
    if (traceSeq > lane.sentUpTo) this.#dropped += 1;
  }

  #laneOf(bootId: string): Lane | undefined {
    return this.#lanes.find((lane) => lane.bootId === bootId);
  }

  #addLane(bootId: string, acked: number): Lane {
    const lane = { deviceId: this.#observer.deviceId, bootId, last: acked, acked, sentUpTo: acked };
    this.#lanes.push(lane);
    return lane;
  }
}
