import { byteLength, type Entry, type Envelope, type Frame, parsePacket } from "@lighty/protocol";

const answerMs = 10_000;

/** What a device's tee tells of the packets that a replay gave it, found among its frames as they land. */
export class Answers {
  readonly #stop: () => void;
  readonly #waiting: Frame[] = [];
  #end: Error | null = null;
  #wake: () => void = () => {};
  /** Sessions in which the device has written itself since the replay began. */
  readonly wroteIn = new Set<string>();

  /** `frames` are the device's, as they land; `stop` ends them. */
  constructor(frames: AsyncIterable<readonly Entry[]>, stop: () => void) {
    this.#stop = stop;
    this.#read(frames).then(
      () => this.fail(new Error("the relay tells no more of the device")),
      (error: Error) => this.fail(error),
    );
  }

  /** The frame in which the device says what became of that text. Throws when none comes, or none can come. */
  async to(text: string): Promise<Frame> {
    const sizeBytes = byteLength(text);
    // Where health values have to stay out, the size of what crossed is all that is left to know it by.
    const isIt = (frame: Frame) => frame.body === text || (frame.redacted === true && frame.sizeBytes === sizeBytes);
    const silence = new Error("its tee has told nothing of the packet; is the app's tee paired with this relay?");
    const deadline = setTimeout(() => this.fail(silence), answerMs);
    try {
      for (;;) {
        const found = this.#waiting.findIndex(isIt);
        if (found >= 0) return this.#waiting.splice(0, found + 1).at(-1) as Frame;
        if (this.#end !== null) throw this.#end;
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /** No more answers are to be waited for. */
  fail(reason: Error): void {
    this.#end ??= reason;
    this.#wake();
  }

  end(): void {
    this.#stop();
  }

  async #read(frames: AsyncIterable<readonly Entry[]>): Promise<void> {
    for await (const entries of frames) {
      for (const { frame } of entries) {
        if (frame.direction === "received") this.#waiting.push(frame);
        if (frame.direction === "local") for (const { sessionId } of ownEvents(frame)) this.wroteIn.add(sessionId);
      }
      this.#wake();
    }
  }
}

function ownEvents({ body }: Frame): readonly Envelope[] {
  const packet = parsePacket(body);
  return packet.ok && packet.value.kind === "events" ? packet.value.events : [];
}
