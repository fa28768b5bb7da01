import type { Frame } from "@lighty/protocol";
import type { LogEntry } from "../log/event-log.ts";
import type { Landed } from "./wire.ts";

/** An entry of a landed batch; its text is decoded and parsed only when someone looks. */
class LandedEntry implements LogEntry {
  readonly entry: number;
  readonly receivedAt: number;
  readonly sessions: readonly string[];
  readonly #landed: Landed;
  #frame: Frame | undefined;

  constructor(landed: Landed, i: number) {
    this.entry = landed.first + i;
    this.receivedAt = landed.receivedAt;
    this.sessions = landed.sessions[landed.listed[i] as number] as readonly string[];
    this.#landed = landed;
  }

  get text(): string {
    const { text, places, first } = this.#landed;
    const i = (this.entry - first) * 2;
    return Buffer.from(text.buffer).toString("utf8", places[i], places[i + 1]);
  }

  get frame(): Frame {
    this.#frame ??= JSON.parse(this.text) as Frame;
    return this.#frame;
  }
}

export function landedEntries(landed: Landed): LogEntry[] {
  return Array.from(landed.listed, (_, i) => new LandedEntry(landed, i));
}
