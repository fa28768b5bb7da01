/** One boot of one observer: its traceSeqs count from 1 without a hole. [TEE-1] */
export interface Lane {
  readonly deviceId: string;
  readonly bootId: string;
  /** Highest traceSeq given out. */
  last: number;
  /** Highest traceSeq the relay has said it holds. [TEE-4] */
  acked: number;
  /** Highest traceSeq sent since the last welcome, or known to be held: the next one sent follows it, or names the gap. [TEE-3] */
  sentUpTo: number;
}

/** A frame as it waits: its text is made, so nothing a caller does to its own objects later can change it. [TEE-2] */
export interface Held {
  lane: Lane;
  traceSeq: number;
  text: string;
  bytes: number;
}

/**
 * The frames a tee holds, oldest first, in a circle of slots. Bounded in frames and in bytes; the oldest go first. A slot is used again
 * in place, so a full ring keeps nothing new but the text of the frame itself. [TEE-3]
 *
 *       oldest                        newest
 *   .....[ sent, not acked | not yet sent ].....
 */
export class Ring {
  readonly #slots: (Held | undefined)[];
  readonly #maxBytes: number;
  readonly #evicted: (held: Held) => void;
  #head = 0;
  #count = 0;
  #bytes = 0;
  /** How many, from the oldest on, have been sent since the last welcome. */
  #sent = 0;

  constructor(maxFrames: number, maxBytes: number, evicted: (held: Held) => void) {
    this.#slots = new Array<Held | undefined>(maxFrames).fill(undefined);
    this.#maxBytes = maxBytes;
    this.#evicted = evicted;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get unsent(): number {
    return this.#count - this.#sent;
  }

  /** Takes a frame in; the oldest go until it fits. False when it would not fit an empty ring. */
  push(lane: Lane, traceSeq: number, text: string, bytes: number): boolean {
    if (bytes > this.#maxBytes) return false;
    while (this.#count === this.#slots.length || this.#bytes + bytes > this.#maxBytes) {
      this.#evicted(this.#at(0));
      this.#shift();
    }
    const index = (this.#head + this.#count) % this.#slots.length;
    const slot = this.#slots[index];
    if (slot === undefined) this.#slots[index] = { lane, traceSeq, text, bytes };
    else {
      slot.lane = lane;
      slot.traceSeq = traceSeq;
      slot.text = text;
      slot.bytes = bytes;
    }
    this.#count += 1;
    this.#bytes += bytes;
    return true;
  }

  /** The oldest frame not yet sent. Read it before the ring changes again: its slot is used anew. */
  peek(): Held | undefined {
    return this.unsent > 0 ? this.#at(this.#sent) : undefined;
  }

  /** Marks what `peek` showed as sent. */
  advance(): void {
    this.#sent += 1;
  }

  /** After a welcome: nothing has been sent. */
  rewind(): void {
    this.#sent = 0;
  }

  /** Lets go of the oldest frames that the relay holds. */
  release(): void {
    while (this.#count > 0 && this.#at(0).traceSeq <= this.#at(0).lane.acked) this.#shift();
  }

  /** First and last traceSeq held of a lane. Walks the ring, so only for a greeting. */
  span(lane: Lane): { first: number; last: number } | undefined {
    let span: { first: number; last: number } | undefined;
    for (let i = 0; i < this.#count; i++) {
      const held = this.#at(i);
      if (held.lane === lane) span = { first: span?.first ?? held.traceSeq, last: held.traceSeq };
    }
    return span;
  }

  #at(index: number): Held {
    return this.#slots[(this.#head + index) % this.#slots.length] as Held;
  }

  #shift(): void {
    const slot = this.#at(0);
    this.#bytes -= slot.bytes;
    // The slot stays, to be used again; its text is let go.
    slot.text = "";
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#count -= 1;
    this.#sent = Math.max(0, this.#sent - 1);
  }
}
