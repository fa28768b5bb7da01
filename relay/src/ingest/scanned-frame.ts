import type { Facts, Frame } from "@lighty/protocol";
import type { Arrival, FrameHead, Place } from "../log/event-log.ts";

/** A frame that was read off its bytes, of which it keeps the very ones it came in; whoever asks for more than they need to be filed has them parsed. */
export class ScannedFrame implements Arrival, Place {
  readonly head: FrameHead;
  readonly facts: Facts;
  /** The message that it came in, and where in it the frame begins and ends. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;

  constructor(head: FrameHead, facts: Facts, bytes: Buffer, from: number, to: number) {
    this.head = head;
    this.facts = facts;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  get text(): string {
    return this.bytes.toString("utf8", this.from, this.to);
  }

  get place(): Place {
    return this;
  }

  get frame(): Frame {
    return JSON.parse(this.text) as Frame;
  }
}
