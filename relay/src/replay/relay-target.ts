import { randomBytes } from "node:crypto";
import { type Entry, type Frame, limits, protocolVersion, TeeDown } from "@lighty/protocol";
import { disguise } from "@lighty/protocol/replay";
import { WebSocket } from "ws";
import { LeftOut } from "../captures/selection.ts";
import { RelayError } from "../errors.ts";
import type { Found, Outcome, ReplayTarget } from "./replay-target.ts";

export interface RelayDoor {
  /** `ws://` or `wss://`, with the path of the replays' tee socket. */
  url: string;
  /** One with the scope control. [RPL-3] */
  token: string;
  /** PEM of the only certificate that is taken. */
  certificate?: string | undefined;
}

/**
 * Back through the gateway, over a tee socket for each device like any other: the frames land in the relay's log under names of their own
 * (`replay...`), marked as replayed, and a dashboard shows them as they come. A log takes nothing back, so to start again is another
 * replay, under other names. [RPL-1] [RPL-3] [TEE-4]
 */
export class RelayTarget implements ReplayTarget {
  readonly #door: RelayDoor;
  readonly #capture: readonly Entry[];
  /** Where in the capture an entry is: one that was selected from a log keeps its number. */
  readonly #places: ReadonlyMap<number, number>;
  readonly #lines = new Map<string, Line>();
  #disguised: Entry[];
  #landed = 0;
  #restarts = 0;

  constructor(door: RelayDoor, capture: readonly Entry[]) {
    this.#door = door;
    this.#capture = capture;
    this.#places = new Map(capture.map(({ entry }, index) => [entry, index]));
    this.#disguised = disguise(capture, newTag());
  }

  /** The sessions as the relay shows them. */
  get sessionIds(): readonly string[] {
    return [...new Set(this.#disguised.flatMap(({ frame }) => Object.keys(frame.digests ?? {})))];
  }

  /** An entry's frame as the relay is told it. */
  frameOf(entry: number): Frame {
    return (this.#disguised[this.#places.get(entry) as number] as Entry).frame;
  }

  async play(entries: readonly Entry[]): Promise<readonly Found[]> {
    const batches = new Map<Line, Frame[]>();
    for (const { entry } of entries) {
      const frame = this.frameOf(entry);
      const line = await this.#lineOf(frame);
      const batch = batches.get(line) ?? [];
      batches.set(line, batch);
      batch.push(line.next(frame));
    }
    for (const [line, frames] of batches) await line.send(frames);
    this.#landed += entries.length;
    return [];
  }

  async restart(): Promise<void> {
    await this.#hangUp();
    this.#restarts++;
    this.#disguised = disguise(this.#capture, newTag());
  }

  async end(): Promise<Outcome> {
    await this.#hangUp();
    const again = this.#restarts === 0 ? "" : `, in ${this.#restarts + 1} runs`;
    return {
      isGreen: true,
      sentence: `${this.#landed} frames are in the relay's log${again}: ${this.sessionIds.join(", ")}`,
    };
  }

  async #hangUp(): Promise<void> {
    for (const line of this.#lines.values()) await line.close();
    this.#lines.clear();
  }

  async #lineOf(frame: Frame): Promise<Line> {
    const { deviceId } = frame.observer;
    let line = this.#lines.get(deviceId);
    if (line === undefined) {
      line = await Line.open(this.#door, frame);
      this.#lines.set(deviceId, line);
    }
    return line;
  }
}

function newTag(): string {
  return randomBytes(3).toString("hex");
}

/** Frames a line has under way at most; the relay's window is larger. */
const mostUnderWay = Math.min(512, limits.teeWindow);
const answerMs = 10_000;

/** One device's tee socket: says hello, sends frames, and waits until they are durable. */
class Line {
  readonly #socket: WebSocket;
  /** What has been acknowledged of each boot. */
  readonly #acked = new Map<string, number>();
  readonly #gaps = new LeftOut();
  #failure: Error | null = null;
  #wake: () => void = () => {};

  static async open({ url, token, certificate }: RelayDoor, { observer, bootId }: Frame): Promise<Line> {
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      ...(certificate === undefined ? {} : { ca: certificate }),
    });
    const line = new Line(socket);
    await line.#until(() => socket.readyState === socket.OPEN);
    const hello = {
      type: "hello",
      v: protocolVersion,
      ...observer,
      bootId,
      name: "replay",
      build: "replay",
      spools: [],
    };
    socket.send(JSON.stringify(hello));
    await line.#until(() => line.#isWelcome);
    return line;
  }

  #isWelcome = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("open", () => this.#wake());
    socket.on("message", (data) => this.#hear(String(data)));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", (code, reason) => this.#fail(new Error(`the relay closed the line: ${code} ${reason}`)));
  }

  /** A frame as it is sent next: what was left out before it is said. [CAP-8] */
  next(frame: Frame): Frame {
    const leftOutBefore = this.#gaps.before(frame);
    return leftOutBefore > 0 ? { ...frame, leftOutBefore } : frame;
  }

  async send(frames: readonly Frame[]): Promise<void> {
    for (let i = 0; i < frames.length; i += mostUnderWay) {
      const part = frames.slice(i, i + mostUnderWay);
      this.#socket.send(JSON.stringify({ type: "frames", frames: part }));
      const last = part.at(-1) as Frame;
      await this.#until(() => (this.#acked.get(last.bootId) ?? 0) >= last.traceSeq);
    }
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.close(1000, "the replay is over");
    });
  }

  #hear(text: string): void {
    const said = TeeDown.safeParse(JSON.parse(text));
    if (!said.success) return;
    const message = said.data;
    if (message.type === "welcome") this.#isWelcome = true;
    if (message.type === "ack")
      for (const { bootId, traceSeq } of message.acked)
        this.#acked.set(bootId, Math.max(this.#acked.get(bootId) ?? 0, traceSeq));
    if (message.type === "error") this.#fail(new RelayError(message));
    else this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  async #until(isSo: () => boolean): Promise<void> {
    const deadline = setTimeout(() => this.#fail(new Error("the relay did not answer in time")), answerMs);
    try {
      while (!isSo()) {
        if (this.#failure !== null) throw this.#failure;
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }
}
