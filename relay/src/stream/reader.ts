import { type Rejection, reject } from "@lighty/protocol";
import type { Filter, Matcher } from "@lighty/protocol/filter";

/** What a dashboard wants to see. */
export interface Interest {
  /** Only entries and summaries of this session. */
  sessionId?: string;
  /** Only entries that it lets through; its text tells readers of one filter from those of another. */
  filter?: { text: string; filter: Filter; passes: Matcher };
  /** False for summaries alone. */
  entries: boolean;
}

export interface ReaderPorts {
  /** A text, or the bytes of one. `done` is called once the system has taken them. */
  send(text: string | Uint8Array, done: () => void): void;
  /** Bytes that wait to be sent. */
  buffered(): number;
  close(rejection: Rejection): void;
  now(): number;
}

export const mostBufferedBytes = 4 * 1_048_576;
export const longestStallMs = 5_000;

/** One dashboard. It may be slow, but what it has not read waits in the log and not in memory: beyond the bounds it is cut off. */
export class Reader {
  readonly interest: Interest;
  readonly #ports: ReaderPorts;
  /** When each send still on its way was handed over, oldest first. */
  readonly #pending: number[] = [];
  #isOver = false;
  #drained: (() => void) | null = null;

  constructor(interest: Interest, ports: ReaderPorts) {
    this.interest = interest;
    this.#ports = ports;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  send(text: string | Uint8Array): void {
    if (this.#isOver) return;
    this.#pending.push(this.#ports.now());
    this.#ports.send(text, () => {
      this.#pending.shift();
      if (this.#pending.length > 0) return;
      this.#drained?.();
      this.#drained = null;
    });
    this.check();
  }

  /** Resolves once all that was sent has left, or nobody reads any more. */
  async drained(): Promise<void> {
    if (this.#isOver || this.#pending.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  /** Cuts off a reader that is too far behind; it comes back with its cursor and reads from the log. */
  check(): void {
    const [oldest] = this.#pending;
    const isStalled = oldest !== undefined && this.#ports.now() - oldest >= longestStallMs;
    if (this.#isOver || (!isStalled && this.#ports.buffered() <= mostBufferedBytes)) return;
    this.#ports.close(reject("slow_reader"));
    this.end();
  }

  end(): void {
    this.#isOver = true;
    this.#drained?.();
    this.#drained = null;
  }
}
