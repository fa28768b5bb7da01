import type { Entry } from "@lighty/protocol";
import { Playback } from "@lighty/protocol/replay";
import type { Outcome, ReplayTarget } from "./replay-target.ts";

/** Plays into the law itself: each device's frames are folded anew, and what was recorded is compared with what comes out. */
export class HeadlessTarget implements ReplayTarget {
  #playback = new Playback();
  #told = 0;
  #findings = 0;

  async play(entries: readonly Entry[]): Promise<readonly string[]> {
    const sentences: string[] = [];
    for (const entry of entries) {
      this.#playback.apply([entry]);
      sentences.push(...this.#news());
    }
    return sentences;
  }

  async restart(): Promise<void> {
    this.#playback = new Playback();
    this.#told = 0;
    this.#findings = 0;
  }

  async end(): Promise<Outcome> {
    const { differences, invariants, frames } = this.#playback;
    const problems = [...differences, ...invariants.end()];
    const sentence = `${frames} frames: ${problems.length === 0 ? "every verdict and digest came out again" : `${problems.length} differences, first ${problems[0]?.sentence}`}`;
    return { isGreen: problems.length === 0, sentence };
  }

  #news(): string[] {
    const { differences, projections } = this.#playback;
    const sentences = differences.slice(this.#told).map(({ sentence }) => sentence);
    this.#told = differences.length;
    const found = [...projections.found.values()].reduce((sum, count) => sum + count, 0);
    if (found > this.#findings) {
      const findings = projections.sessions.page(1_000).sessions.flatMap((session) => session.findings);
      sentences.push(...findings.slice(-(found - this.#findings)).map(({ rule, sentence }) => `${rule}: ${sentence}`));
      this.#findings = found;
    }
    return sentences;
  }
}
