import type { SocketHandlers, SocketPorts } from "../socket.ts";

/** Ports whose clock and socket the test moves by hand. */
export class HandPorts implements SocketPorts {
  time = 0;
  readonly sent: string[] = [];
  readonly closes: string[] = [];
  readonly sockets: SocketHandlers[] = [];
  #due: { at: number; run: () => void }[] = [];

  connect(handlers: SocketHandlers) {
    this.sockets.push(handlers);
    return {
      send: (text: string) => void this.sent.push(text),
      close: (_code: number, reason: string) => void this.closes.push(reason),
    };
  }

  now(): number {
    return this.time;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const appointment = { at: this.time + delayMs, run };
    this.#due.push(appointment);
    return () => {
      this.#due = this.#due.filter((other) => other !== appointment);
    };
  }

  pass(ms: number): void {
    this.time += ms;
    const due = this.#due.filter(({ at }) => at <= this.time);
    this.#due = this.#due.filter(({ at }) => at > this.time);
    for (const { run } of due) run();
  }

  get socket(): SocketHandlers {
    return this.sockets.at(-1) as SocketHandlers;
  }
}
