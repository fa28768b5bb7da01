import type { Frame } from "../frame.ts";
import type { VerdictWord } from "../verdict.ts";

/** What one capture tells of an event at one device. */
interface Received {
  role: string;
  sessionId: string;
  eventId: string;
  /** One for each time it came. */
  verdicts: VerdictWord[];
}

/** Where two captures part: an event is named by session, id, and the role of the device that received it. */
export type Difference = Pick<Received, "role" | "sessionId" | "eventId"> &
  (
    | { is: "missing" | "extra"; verdicts: VerdictWord[] }
    | { is: "verdict"; before: VerdictWord[]; after: VerdictWord[] }
    | { is: "order"; before: number; after: number }
  );

/** Which events a capture's devices received, in what order, and what became of each. */
export class Receipts {
  readonly byKey = new Map<string, Received & { place: number }>();
  readonly #places = new Map<string, number>();

  add({ direction, observer: { role }, verdicts = [] }: Frame): void {
    if (direction !== "received") return;
    for (const { sessionId, eventId, verdict } of verdicts) {
      if (sessionId === undefined || eventId === undefined) continue;
      const key = `${role} ${sessionId} ${eventId}`;
      const known = this.byKey.get(key);
      if (known !== undefined) {
        known.verdicts.push(verdict);
        continue;
      }
      const place = (this.#places.get(role) ?? 0) + 1;
      this.#places.set(role, place);
      this.byKey.set(key, { role, sessionId, eventId, verdicts: [verdict], place });
    }
  }
}

/** How the second capture differs from the first, in the first's order, then what only the second has. */
export function differences(before: Receipts, after: Receipts): Difference[] {
  const found: Difference[] = [];
  const moved = new Set(outOfOrder(before, after));
  for (const [key, { role, sessionId, eventId, verdicts, place }] of before.byKey) {
    const name = { role, sessionId, eventId };
    const other = after.byKey.get(key);
    if (other === undefined) found.push({ ...name, is: "missing", verdicts });
    else if (other.verdicts.join() !== verdicts.join())
      found.push({ ...name, is: "verdict", before: verdicts, after: other.verdicts });
    if (other !== undefined && moved.has(key)) found.push({ ...name, is: "order", before: place, after: other.place });
  }
  for (const [key, { role, sessionId, eventId, verdicts }] of after.byKey)
    if (!before.byKey.has(key)) found.push({ role, sessionId, eventId, is: "extra", verdicts });
  return found;
}

/** The fewest events of each role that must be moved for the rest to stand in one order in both. */
function outOfOrder(before: Receipts, after: Receipts): string[] {
  const byRole = new Map<string, { key: string; place: number }[]>();
  for (const [key, { role }] of before.byKey) {
    const other = after.byKey.get(key);
    if (other === undefined) continue;
    const shared = byRole.get(role) ?? [];
    byRole.set(role, shared);
    shared.push({ key, place: other.place });
  }
  return [...byRole.values()].flatMap((shared) => {
    const kept = longestRising(shared.map(({ place }) => place));
    return shared.filter((_, i) => !kept.has(i)).map(({ key }) => key);
  });
}

/** Indices of a longest strictly rising subsequence. */
function longestRising(values: readonly number[]): Set<number> {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [i, value] of values.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    previous[i] = low === 0 ? -1 : (tails[low - 1] as number);
    tails[low] = i;
  }
  const kept = new Set<number>();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] as number) kept.add(i);
  return kept;
}
