import type { RelayFault } from "../relay/pairing.ts";

/** Why nothing can cross to the watch: what the relay of a page answers, or what iOS tells of the watch. */
export interface LineFault {
  kind: RelayFault["kind"] | "unsupported" | "unpaired" | "not_installed" | "failed";
  sentence: string;
}

/** The fault that a link tells of, beside what it carries. */
export class Line {
  #fault: LineFault | null = null;
  #changed: () => void = () => {};

  /** Null while nothing is in the way, or something may still come of it. */
  get fault(): LineFault | null {
    return this.#fault;
  }

  /** Calls `changed` whenever the fault has become another. */
  listen(changed: () => void): void {
    this.#changed = changed;
  }

  tell(fault: LineFault | null): void {
    if (fault?.kind === this.#fault?.kind && fault?.sentence === this.#fault?.sentence) return;
    this.#fault = fault;
    this.#changed();
  }
}
