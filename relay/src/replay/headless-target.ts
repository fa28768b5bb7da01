import type { Entry } from "@lighty/protocol";
import { Playback } from "@lighty/protocol/replay";
import type { Found, Outcome, ReplayTarget } from "./replay-target.ts";

/** Plays into the law itself: each device's frames are folded anew, and what was recorded is compared with what comes out. */
export class HeadlessTarget implements ReplayTarget {
  #playback = new Playback();
  #told = 0;
  #findings = 0;

  async play(entries: readonly Entry[]): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (const entry of entries) {
      this.#playback.apply([entry]);
      found.push(...this.#news());
    }
    return found;
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
    return { isGreen: problems.length === 0, sentence, differences: problems };
  }

  #news(): Found[] {
    const { differences, projections } = this.#playback;
    const news: Found[] = differences.slice(this.#told);
    this.#told = differences.length;
    const found = [...projections.found.values()].reduce((sum, count) => sum + count, 0);
    if (found > this.#findings) {
      const findings = projections.sessions.page(1_000).sessions.flatMap((session) => session.findings);
      const latest = findings.slice(-(found - this.#findings));
      news.push(
        ...latest.map(({ rule, sentence, entries: [entry], sessionId }) => ({
          ...{ sentence: `${rule}: ${sentence}`, entry, sessionId },
        })),
      );
      this.#findings = found;
    }
    return news;
  }
}
