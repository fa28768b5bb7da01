import { z } from "zod";
import { readBody } from "../body.ts";
import type { Entry, Frame } from "../frame.ts";
import type { Role } from "../ids.ts";
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

/** What devices of one role observed in a stretch. */
const Lane = z.object({
  entries: z.int().min(1),
  /** What they decided of what they received, counted by word. */
  verdicts: z.partialRecord(z.enum(verdictWords), z.int().min(1)),
  /** One of them did not see the other device for some of it, as its own notes tell. */
  isAway: z.boolean(),
});

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
  lanes: z.object({ phone: Lane.optional(), watch: Lane.optional() }),
  /** Entries after which phone and watch had last reported the same digest, and after which they had not. */
  same: z.int().min(0),
  differ: z.int().min(0),
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
  /** Devices that do not see the other one. */
  #away = new Set<string>();
  #digests = new Map<Role, string>();

  constructor(sessionId: string, from: Outline = { entries: 0, stretches: [] }) {
    this.#sessionId = sessionId;
    this.#entries = from.entries;
    // Only the last one grows.
    this.#stretches = from.stretches.map((stretch, index) =>
      index < from.stretches.length - 1 ? stretch : copyOf(stretch),
    );
  }

  static restore({ sessionId, outline, away, digests }: ReturnType<OutlineFold["save"]>): OutlineFold {
    const fold = new OutlineFold(sessionId, outline);
    fold.#away = away;
    fold.#digests = digests;
    return fold;
  }

  save() {
    return { sessionId: this.#sessionId, outline: this.outline, away: this.#away, digests: this.#digests };
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
    const stretch = open !== undefined && open.entries < stretchEntries ? open : emptyStretch(entry, frame.observedAt);
    if (stretch !== open) this.#stretches.push(stretch);
    stretch.last = entry;
    stretch.entries += 1;
    stretch.from = Math.min(stretch.from, frame.observedAt);
    stretch.to = Math.max(stretch.to, frame.observedAt);
    this.#compare(stretch, frame);
    const { role } = frame.observer;
    const lane = stretch.lanes[role] ?? { entries: 0, verdicts: {}, isAway: false };
    stretch.lanes[role] = lane;
    lane.entries += 1;
    lane.isAway = this.#isAway(frame) || lane.isAway;
    if (frame.direction !== "received") return;
    for (const { sessionId, verdict } of frame.verdicts ?? []) {
      if (sessionId !== undefined && sessionId !== this.#sessionId) continue;
      stretch.verdicts[verdict] = (stretch.verdicts[verdict] ?? 0) + 1;
      lane.verdicts[verdict] = (lane.verdicts[verdict] ?? 0) + 1;
    }
  }

  #compare(stretch: Stretch, { observer, digests }: Frame): void {
    const reported = digests?.[this.#sessionId];
    if (reported !== undefined) this.#digests.set(observer.role, reported);
    const [phone, watch] = [this.#digests.get("phone"), this.#digests.get("watch")];
    if (phone === undefined || watch === undefined) return;
    if (phone === watch) stretch.same += 1;
    else stretch.differ += 1;
  }

  /** Whether the observer was away before the frame, or is after it. */
  #isAway({ observer: { deviceId }, direction, body }: Frame): boolean {
    const wasAway = this.#away.has(deviceId);
    if (direction !== "local" || !body.includes('"reachability"')) return wasAway;
    const { note } = readBody(body);
    if (note?.note !== "reachability") return wasAway;
    if (note.reachable) this.#away.delete(deviceId);
    else this.#away.add(deviceId);
    return wasAway || !note.reachable;
  }
}

function copyOf(stretch: Stretch): Stretch {
  const { phone, watch } = stretch.lanes;
  const lanes: Stretch["lanes"] = {};
  if (phone !== undefined) lanes.phone = { ...phone, verdicts: { ...phone.verdicts } };
  if (watch !== undefined) lanes.watch = { ...watch, verdicts: { ...watch.verdicts } };
  return { ...stretch, verdicts: { ...stretch.verdicts }, lanes };
}

function emptyStretch(entry: number, at: number): Stretch {
  return { first: entry, last: entry, entries: 0, from: at, to: at, verdicts: {}, lanes: {}, same: 0, differ: 0 };
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
