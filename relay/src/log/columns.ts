/**
 * What is filtered by of the entries that lie together: an item an entry in each list. Kept as JSON, so that any SQLite tool reads it
 * (the view `entry` does).
 */
export interface Columns {
  /** The relay's clock and the observer's, at the first entry; the lists below count from here. */
  from: [receivedAt: number, observedAt: number];
  received: number[];
  observed: number[];
  /** Numbers of the facets; 0 for whatever has none. */
  facet: number[];
  revision: (number | null)[];
  seq: (number | null)[];
  /** The lists of sessions that occur, by their numbers, and which of them each entry is listed under. */
  lists: number[][];
  listed: number[];
  /** Entries of which only the place is left, by their place in the lists. */
  removed?: number[];
  /** Characters of each frame, where they lie as they came. */
  lengths?: number[];
}

export function emptyColumns(receivedAt: number, observedAt: number): Columns {
  return {
    from: [receivedAt, observedAt],
    received: [],
    observed: [],
    facet: [],
    revision: [],
    seq: [],
    lists: [],
    listed: [],
  };
}

/** The place of a list of sessions among the lists, at the end when it is new. */
export function placeOf(lists: number[][], list: number[]): number {
  for (let i = lists.length - 1; i >= 0; i--) {
    const own = lists[i] as number[];
    if (own === list) return i;
    if (own.length === list.length && own.every((number, j) => number === list[j])) return i;
  }
  return lists.push(list) - 1;
}

/** Columns of neighbours as those of one. */
export function joinColumns(parts: readonly Columns[]): Columns {
  const [first] = parts as [Columns];
  const joined = emptyColumns(...first.from);
  const removed: number[] = [];
  for (const part of parts) {
    for (const i of part.removed ?? []) removed.push(joined.facet.length + i);
    const [received, observed] = [part.from[0] - joined.from[0], part.from[1] - joined.from[1]];
    const places = part.lists.map((list) => placeOf(joined.lists, list));
    for (let i = 0; i < part.facet.length; i++) {
      joined.received.push((part.received[i] as number) + received);
      joined.observed.push((part.observed[i] as number) + observed);
      joined.facet.push(part.facet[i] as number);
      joined.revision.push(part.revision[i] ?? null);
      joined.seq.push(part.seq[i] ?? null);
      joined.listed.push(places[part.listed[i] as number] as number);
    }
  }
  return removed.length === 0 ? joined : { ...joined, removed };
}
