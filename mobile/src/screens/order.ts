/** Lists changed at one place, each a new list. */

export function replacedAt<T>(list: readonly T[], at: number, item: T): T[] {
  return list.map((each, index) => (index === at ? item : each));
}

export function withoutAt<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, index) => index !== at);
}

export function insertedAt<T>(list: readonly T[], at: number, item: T): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

export function movedTo<T>(list: readonly T[], at: number, to: number): T[] {
  const item = list[at];
  return item === undefined ? [...list] : insertedAt(withoutAt(list, at), to, item);
}
