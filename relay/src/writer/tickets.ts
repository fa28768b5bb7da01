import type { TraceAck } from "@lighty/protocol";
import type { Taken } from "../ingest/intake.ts";
import type { Removal } from "../log/event-log.ts";

/** What the writer's thread answers. */
export type Answer = Taken | readonly TraceAck[] | Removal | null;

interface Waiting {
  bytes: number;
  settle(answer: Answer): void;
  fail(error: unknown): void;
}

/** What the writer's thread was asked and has not answered yet. */
export class Tickets {
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #bytes = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Draws a number, begins with it, and resolves with what is answered to it. */
  wait<A extends Answer>(bytes: number, begin: (ticket: number) => void): Promise<A> {
    return new Promise((settle, fail) => {
      this.#last = (this.#last + 1) % 0xffff_ffff;
      this.#waiting.set(this.#last, { bytes, settle: settle as Waiting["settle"], fail });
      this.#bytes += bytes;
      begin(this.#last);
    });
  }

  settle(ticket: number, answer: Answer): void {
    this.#take(ticket)?.settle(answer);
  }

  fail(tickets: Iterable<number>, error: unknown): void {
    for (const ticket of tickets) this.#take(ticket)?.fail(error);
  }

  failAll(error: unknown): void {
    this.fail([...this.#waiting.keys()], error);
  }

  #take(ticket: number): Waiting | undefined {
    const waiting = this.#waiting.get(ticket);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(ticket);
    this.#bytes -= waiting.bytes;
    return waiting;
  }
}
