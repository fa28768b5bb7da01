import type { Entry } from "@lighty/protocol";
import { type EngineDoor, firstDepartures } from "./engine-run.ts";
import type { Found, Outcome, ReplayTarget } from "./replay-target.ts";

/** Plays into whole engines, side by side: what each says of every entry is compared with what was recorded, and so with the others. */
export class EnginesTarget implements ReplayTarget {
  readonly #doors: readonly EngineDoor[];
  #played: Entry[] = [];

  constructor(doors: readonly EngineDoor[]) {
    this.#doors = doors;
  }

  async play(entries: readonly Entry[]): Promise<readonly Found[]> {
    this.#played.push(...entries);
    return [];
  }

  async restart(): Promise<void> {
    this.#played = [];
  }

  async end(): Promise<Outcome> {
    const names = this.#doors.map(({ name }) => name).join(" and ");
    try {
      const [first, ...others] = await firstDepartures(this.#played, this.#doors);
      if (first === undefined) {
        const sentence = `${this.#played.length} frames: ${names} said what was recorded, digest for digest`;
        return { isGreen: true, sentence };
      }
      const differences = [first, ...others];
      return { isGreen: false, sentence: differences.map(({ sentence }) => sentence).join("\n"), differences };
    } finally {
      for (const door of this.#doors) await door.close();
    }
  }
}
