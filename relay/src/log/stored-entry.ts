import type { Frame } from "@lighty/protocol";
import type { LogEntry } from "./event-log.ts";
import type { Unit } from "./units.ts";

/** An entry that is parsed only when someone looks inside: pages go out as the text they are. */
export class StoredEntry implements LogEntry {
  readonly entry: number;
  readonly receivedAt: number;
  readonly sessions: readonly string[];
  readonly isRemoved: boolean;
  readonly #unit: Unit;
  #frame: Frame | undefined;

  constructor(entry: number, unit: Unit, sessions: readonly string[]) {
    const { from, received } = unit.columns;
    this.entry = entry;
    this.receivedAt = from[0] + (received[entry - unit.first] as number);
    this.sessions = sessions;
    this.isRemoved = unit.removed.has(entry - unit.first);
    this.#unit = unit;
  }

  get text(): string {
    return this.#unit.text(this.entry);
  }

  get frame(): Frame {
    this.#frame ??= JSON.parse(this.text) as Frame;
    return this.#frame;
  }
}
