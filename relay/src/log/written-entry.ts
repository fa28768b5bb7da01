import type { Frame } from "@lighty/protocol";
import type { Arrival, LogEntry, Place } from "./event-log.ts";

/** An arrival that has become an entry. */
export class WrittenEntry implements LogEntry {
  readonly entry: number;
  readonly receivedAt: number;
  readonly sessions: readonly string[];
  readonly #arrival: Arrival;

  constructor(entry: number, receivedAt: number, arrival: Arrival, sessions: readonly string[]) {
    this.entry = entry;
    this.receivedAt = receivedAt;
    this.sessions = sessions;
    this.#arrival = arrival;
  }

  get frame(): Frame {
    return this.#arrival.frame;
  }

  get text(): string {
    return this.#arrival.text;
  }

  get place(): Place | undefined {
    return this.#arrival.place;
  }
}
