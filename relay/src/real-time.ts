import type { Agenda } from "@lighty/protocol/sim";

const longestMs = 2 ** 30;

/** Lets an agenda run by the real clock, `rate` times as fast. What comes from outside, a socket's message say, comes in through `meanwhile`. */
export class RealTime {
  readonly #agenda: Agenda;
  readonly #rate: number;
  /** The agenda's time when it began, and the real clock's. */
  #startedAt = 0;
  #began: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isRunning = false;
  #isStopped = false;

  constructor(agenda: Agenda, rate: number) {
    this.#agenda = agenda;
    this.#rate = rate;
  }

  /** From here on the agenda goes by the real clock, beginning at that time of its own. */
  begin(at: number = this.#agenda.now): void {
    this.#agenda.runUntil(at);
    this.#startedAt = this.#agenda.now;
    this.#began = performance.now();
    this.#wait();
  }

  /** Does something at the time that it is now by the agenda, and sees to what that has put on it. */
  meanwhile(act: () => void): void {
    if (this.#isStopped) return;
    // In the midst of an appointment it is that appointment's time.
    if (this.#isRunning || this.#began === null) return act();
    this.#isRunning = true;
    try {
      this.#agenda.runUntil(Math.floor(this.#now));
      act();
    } finally {
      this.#isRunning = false;
      this.#wait();
    }
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  get #now(): number {
    return this.#startedAt + (performance.now() - (this.#began ?? 0)) * this.#rate;
  }

  #wait(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const { next } = this.#agenda;
    if (next === null || this.#isStopped) return;
    const dueMs = (next - this.#now) / this.#rate;
    this.#timer = setTimeout(() => this.meanwhile(() => {}), Math.min(Math.max(1, Math.ceil(dueMs)), longestMs));
  }
}
