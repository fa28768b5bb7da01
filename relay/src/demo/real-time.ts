import type { Agenda } from "@lighty/protocol/sim";

/** Lets an agenda run by the real clock, `rate` times as fast. */
export class RealTime {
  readonly #agenda: Agenda;
  readonly #rate: number;
  readonly #startedAt: number;
  readonly #began = performance.now();
  #timer: NodeJS.Timeout | null = null;

  constructor(agenda: Agenda, rate: number) {
    this.#agenda = agenda;
    this.#rate = rate;
    this.#startedAt = agenda.now;
  }

  run(): void {
    const now = this.#startedAt + (performance.now() - this.#began) * this.#rate;
    this.#agenda.runUntil(Math.floor(now));
    const dueMs = ((this.#agenda.next ?? Number.POSITIVE_INFINITY) - now) / this.#rate;
    this.#timer = setTimeout(() => this.run(), Math.min(Math.max(1, Math.ceil(dueMs)), 1_000));
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
