import type { Socket, SocketPorts } from "../socket.ts";
import type { Crossing, Journalled } from "./spool.ts";
import { Tee, type TeeAction, type TeeInput, type TeeOptions } from "./tee.ts";

/** What earlier runs left unsent, kept across the death of the app. Neither call may block; what they throw is dropped. */
export interface TeeJournal {
  recorded(frame: Journalled): void;
  acked(bootId: string, traceSeq: number): void;
}

export interface TeePorts extends SocketPorts {
  journal?: TeeJournal;
}

/**
 * Binds the machine to a socket and a timer. Rule 17, the tee is inert: `record` touches neither; it numbers, holds, and asks to be
 * called back. Whatever the socket, the journal or the relay do, nothing reaches the caller.
 */
export class TeeClient {
  readonly #tee: Tee;
  readonly #ports: TeePorts;
  #socket: Socket | null = null;
  /** Rises with each connection, so that a socket given up on is not heard. */
  #connection = 0;
  #cancelTimer: (() => void) | null = null;
  #timerAt: number | null = null;
  #isFlushDue = false;

  constructor(options: TeeOptions, ports: TeePorts) {
    this.#tee = new Tee(options);
    this.#ports = ports;
  }

  get state(): Tee["state"] {
    return this.#tee.state;
  }

  get counts(): Tee["counts"] {
    return this.#tee.counts;
  }

  /** True when the relay asked for no health values, so that none leave whatever its user wants. [TEE-9] */
  get isHealthRedacted(): boolean {
    return this.#tee.isHealthRedacted;
  }

  start(): void {
    this.#step((now) => ({ type: "start", now }));
  }

  stop(): void {
    this.#step((now) => ({ type: "stop", now }));
  }

  record(crossing: Crossing): void {
    try {
      const held = this.#tee.record(crossing);
      if (held !== null) this.#attempt(() => this.#ports.journal?.recorded(held));
      if (!this.#tee.isFlushWanted || this.#isFlushDue) return;
      this.#isFlushDue = true;
      this.#ports.schedule(0, () => {
        this.#isFlushDue = false;
        this.#step((now) => ({ type: "flush", now }));
      });
    } catch {
      // A host whose ports throw must not feel it here.
    }
  }

  #step(say: (now: number) => TeeInput): void {
    try {
      for (const action of this.#tee.step(say(this.#ports.now()))) this.#perform(action);
      this.#setTimer();
    } catch {
      // As above: what fails is noticed by its silence, and tried again.
    }
  }

  #perform(action: TeeAction): void {
    switch (action.type) {
      case "connect":
        return this.#connect();
      case "send":
        return this.#attempt(() => this.#socket?.send(action.text));
      case "close":
        return this.#close(action.reason);
      case "acked":
        for (const { bootId, traceSeq } of action.acked) {
          this.#attempt(() => this.#ports.journal?.acked(bootId, traceSeq));
        }
    }
  }

  #connect(): void {
    const connection = ++this.#connection;
    const heard = (say: (now: number) => TeeInput) => {
      if (connection === this.#connection) this.#step(say);
    };
    try {
      this.#socket = this.#ports.connect({
        opened: () => heard((now) => ({ type: "opened", now })),
        message: (text) => heard((now) => ({ type: "message", now, text })),
        closed: () => heard((now) => ({ type: "closed", now })),
      });
    } catch {
      this.#ports.schedule(0, () => heard((now) => ({ type: "closed", now })));
    }
  }

  #close(reason: string): void {
    this.#connection += 1;
    const socket = this.#socket;
    this.#socket = null;
    this.#attempt(() => socket?.close(1000, reason));
  }

  #setTimer(): void {
    const at = this.#tee.deadline;
    if (at === this.#timerAt) return;
    this.#cancelTimer?.();
    this.#timerAt = at;
    this.#cancelTimer =
      at === null
        ? null
        : this.#ports.schedule(Math.max(0, at - this.#ports.now()), () => {
            this.#timerAt = null;
            this.#step((now) => ({ type: "timer", now }));
          });
  }

  #attempt(run: () => void): void {
    try {
      run();
    } catch {
      // A socket that cannot send is about to close; a journal that cannot write loses only its own copy.
    }
  }
}
