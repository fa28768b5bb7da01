/** A thing to be done at a true time, or no longer. */
export interface Appointment {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/**
 * Virtual time: a queue of appointments by true time in milliseconds, equal times in the order they were made. Nothing else in a
 * simulation knows what time it really is; devices read their own, skewed clocks.
 */
export class Agenda {
  #now = 0;
  #made = 0;
  #heap: Appointment[] = [];

  /** True time, which no device can see. */
  get now(): number {
    return this.#now;
  }

  /** When the next appointment is due, or null. */
  get next(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? null;
  }

  at(time: number, run: () => void): Appointment {
    const appointment: Appointment = { at: Math.max(time, this.#now), order: this.#made++, run };
    this.#push(appointment);
    return appointment;
  }

  after(delayMs: number, run: () => void): Appointment {
    return this.at(this.#now + delayMs, run);
  }

  cancel(appointment: Appointment): void {
    appointment.run = null;
  }

  /** Runs everything due up to and including `time`, and stands there. */
  runUntil(time: number): void {
    for (let next = this.next; next !== null && next <= time; next = this.next) this.#runFirst();
    this.#now = Math.max(this.#now, time);
  }

  #runFirst(): void {
    const first = this.#pop();
    const { run } = first;
    first.run = null;
    this.#now = first.at;
    run?.();
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.run === null) this.#pop();
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(appointment);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Appointment;
      if (!isBefore(appointment, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = appointment;
  }

  #pop(): Appointment {
    const heap = this.#heap;
    const first = heap[0] as Appointment;
    const last = heap.pop() as Appointment;
    if (heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Appointment)) child++;
      const below = heap[child] as Appointment;
      if (!isBefore(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function isBefore(a: Appointment, b: Appointment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
