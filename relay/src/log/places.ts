/**
 * Where blocks lie that may hold what is sought, by their last entries, in one direction. Several of these are put together before a single
 * block is opened, so what is rare costs what it holds and not what lies around it.
 */
export interface Places {
  /** The nearest at a bound or beyond it; null when there is none. */
  seek(bound: number): number | null;
}

/** Where every one of these says so. */
export function inAll(places: readonly Places[]): Places {
  return {
    seek(bound) {
      let at = bound;
      for (let agreed = 0; agreed < places.length; ) {
        agreed = 0;
        for (const each of places) {
          const found = each.seek(at);
          if (found === null) return null;
          if (found === at) agreed += 1;
          at = found;
        }
      }
      return at;
    },
  };
}

/** Where any of these says so. */
export function inAny(places: readonly Places[], isBackward: boolean): Places {
  const isReached = (place: number, bound: number) => (isBackward ? place <= bound : place >= bound);
  let next = places.map((each) => ({ each, place: undefined as number | undefined }));
  return {
    seek(bound) {
      let nearest: number | null = null;
      next = next.filter((cursor) => {
        if (cursor.place === undefined || !isReached(cursor.place, bound)) {
          const found = cursor.each.seek(bound);
          if (found === null) return false;
          cursor.place = found;
        }
        if (nearest === null || isReached(nearest, cursor.place)) nearest = cursor.place;
        return true;
      });
      return nearest;
    },
  };
}

/** By a statement that finds the nearest at a bound: what is sought, then the bound. */
export function placesBy<P extends unknown[]>(
  statement: { get(...params: [...P, number]): unknown },
  ...sought: P
): Places {
  return { seek: (bound) => (statement.get(...sought, bound) as number | undefined) ?? null };
}
