import { z } from "zod";
import type { Entry } from "../frame.ts";
import { verdictWords } from "../verdict.ts";
import { Recent } from "./recent.ts";

/*
 * What a reader must know of a session to find its way in it without reading it: where each stretch of entries begins, when it was, and
 * what became of what it carried. A million entries are two thousand stretches.
 *
 *   entries    |--------512--------|--------512--------|---90---
 *   stretches  1 .. 511: applied 480, duplicate 3 ...  | ...
 */

/** Entries of a full stretch; only the last one is shorter. */
export const stretchEntries = 512;

export const Stretch = z.object({
  /** Numbers of its first and last entry in the log; those of other sessions may lie between. */
  first: z.int().min(1),
  last: z.int().min(1),
  /** How many entries it holds. */
  entries: z.int().min(1),
  /** Earliest and latest `observedAt`, each on its own device's clock, in milliseconds. */
  from: z.number(),
  to: z.number(),
  /** What receivers decided, counted by word. */
  verdicts: z.partialRecord(z.enum(verdictWords), z.int().min(1)),
});
export type Stretch = z.infer<typeof Stretch>;

/** The stretches of a session in log order, or of what a filter lets through of it. [PRJ-5] */
export const Outline = z.object({ entries: z.int().min(0), stretches: z.array(Stretch) });
export type Outline = z.infer<typeof Outline>;

/** Grows an outline entry by entry; may go on from one that was handed over. */
export class OutlineFold {
  readonly #sessionId: string;
  readonly #stretches: Stretch[];
  #entries: number;

  constructor(sessionId: string, from: Outline = { entries: 0, stretches: [] }) {
    this.#sessionId = sessionId;
    this.#entries = from.entries;
    this.#stretches = from.stretches.map((stretch) => ({ ...stretch, verdicts: { ...stretch.verdicts } }));
  }

  static restore({ sessionId, outline }: ReturnType<OutlineFold["save"]>): OutlineFold {
    return new OutlineFold(sessionId, outline);
  }

  save() {
    return { sessionId: this.#sessionId, outline: this.outline };
  }

  /** The outline as it stands; grows with the fold. */
  get outline(): Outline {
    return { entries: this.#entries, stretches: this.#stretches };
  }

  /** Folds the session's next entry; one at or before the last is passed over. */
  apply({ entry, frame }: Entry): void {
    const open = this.#stretches.at(-1);
    if (open !== undefined && entry <= open.last) return;
    this.#entries += 1;
    const at = frame.observedAt;
    const stretch =
      open !== undefined && open.entries < stretchEntries
        ? open
        : { first: entry, last: entry, entries: 0, from: at, to: at, verdicts: {} };
    if (stretch !== open) this.#stretches.push(stretch);
    stretch.last = entry;
    stretch.entries += 1;
    stretch.from = Math.min(stretch.from, at);
    stretch.to = Math.max(stretch.to, at);
    if (frame.direction !== "received") return;
    for (const { sessionId, verdict } of frame.verdicts ?? []) {
      if (sessionId !== undefined && sessionId !== this.#sessionId) continue;
      stretch.verdicts[verdict] = (stretch.verdicts[verdict] ?? 0) + 1;
    }
  }
}

/** Outlines are kept of so many sessions; one beyond is made of the log again. [PRJ-2] */
const mostOutlines = 1_000;

/** The outline of every session that was heard of lately. */
export class Outlines {
  readonly #folds = new Recent<string, OutlineFold>(mostOutlines);

  save() {
    return { folds: this.#folds };
  }

  restore({ folds }: ReturnType<Outlines["save"]>): void {
    this.#folds.adopt(folds);
  }

  /** Folds an entry of a session; `isFirst` where the session begins with it: one that was let go is not begun anew in its middle. */
  apply(sessionId: string, entry: Entry, isFirst: boolean): void {
    const fold = this.#folds.peek(sessionId) ?? (isFirst ? new OutlineFold(sessionId) : undefined);
    if (fold === undefined) return;
    fold.apply(entry);
    this.#folds.set(sessionId, fold);
  }

  forget(sessionId: string): void {
    this.#folds.delete(sessionId);
  }

  outline(sessionId: string): Outline | undefined {
    return this.#folds.peek(sessionId)?.outline;
  }
}
