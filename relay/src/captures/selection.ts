import type { Frame } from "@lighty/protocol";
import type { CapturedFrame } from "@lighty/protocol/captures";
import { type Filter, matcherOf, type Term } from "@lighty/protocol/filter";
import { Listing } from "@lighty/protocol/projections";

/** Which frames of a log a capture is to hold; all of them where nothing is said. */
export interface Selection {
  sessionId?: string | undefined;
  /** A deviceId or a role. */
  device?: string | undefined;
  /** Milliseconds of the observer's session clock, both included. */
  from?: number | undefined;
  to?: number | undefined;
  filter?: Filter | undefined;
}

/** The selection as one filter, the session aside; undefined when it lets everything through. */
export function filterOf({ device, from, to, filter }: Selection): Filter | undefined {
  const terms: Filter[] = [];
  const term = (field: Term["field"], compare: Term["compare"], value: string | number) =>
    terms.push({ op: "is", field, compare, values: [value] });
  if (device !== undefined) term("device", "=", device);
  if (from !== undefined) term("time", ">=", from);
  if (to !== undefined) term("time", "<=", to);
  if (filter !== undefined) terms.push(filter);
  return terms.length < 2 ? terms[0] : { op: "and", of: terms };
}

/** The selected ones of a capture's frames, in their order; an entry is the place in the file, from 1. */
export async function* select(
  batches: AsyncIterable<CapturedFrame[]>,
  selection: Selection,
): AsyncGenerator<CapturedFrame[]> {
  const filter = filterOf(selection);
  const passes = filter === undefined ? () => true : matcherOf(filter);
  const listing = new Listing();
  const { sessionId } = selection;
  let entry = 0;
  for await (const batch of batches) {
    const selected = batch.filter(({ receivedAt, frame }) => {
      entry += 1;
      const listed = listing.list({ entry, receivedAt, frame });
      return (sessionId === undefined || listed.sessions.includes(sessionId)) && passes(listed);
    });
    if (selected.length > 0) yield selected;
  }
}

/**
 * Says of every frame how many of its boot were left out just before it, so that no reader takes them for lost. What the log itself lacks is
 * counted with them: a selection does not tell the two apart. [CAP-8]
 */
export async function* saying<T extends { text: string }>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T[]> {
  const gaps = new LeftOut();
  for await (const batch of batches) {
    yield batch.map((each) => {
      const leftOut = gaps.before(JSON.parse(each.text) as Frame);
      // The rest of the text stays as it crossed.
      return leftOut > 0 ? { ...each, text: `${each.text.trimEnd().slice(0, -1)},"leftOutBefore":${leftOut}}` } : each;
    });
  }
}

/** Counts along a selection how many frames of a boot are missing before each. [CAP-8] */
export class LeftOut {
  readonly #last = new Map<string, number>();

  before({ observer, bootId, traceSeq, droppedBefore = 0 }: Frame): number {
    const boot = `${observer.deviceId} ${bootId}`;
    const before = this.#last.get(boot) ?? 0;
    // A late frame fills a place that was left: it moves nothing.
    if (traceSeq <= before) return 0;
    this.#last.set(boot, traceSeq);
    return Math.max(0, traceSeq - before - 1 - droppedBefore);
  }
}
