/**
 * `next`, with every part of it that equals the same part of `held` being that very object: a screen that compares by identity draws only what
 * has changed. Plain values alone.
 */
export function share<T>(held: unknown, next: T): T {
  if (Object.is(held, next)) return next;
  if (typeof held !== "object" || typeof next !== "object" || held === null || next === null) return next;
  if (Array.isArray(held) !== Array.isArray(next)) return next;
  const before = held as Record<string, unknown>;
  const after = next as Record<string, unknown>;
  const keys = Object.keys(after);
  const shared: Record<string, unknown> = Array.isArray(next) ? ([] as unknown as Record<string, unknown>) : {};
  let isSame = keys.length === Object.keys(before).length;
  for (const key of keys) {
    shared[key] = share(before[key], after[key]);
    isSame &&= Object.is(shared[key], before[key]) && Object.hasOwn(before, key);
  }
  return (isSame ? held : shared) as T;
}
