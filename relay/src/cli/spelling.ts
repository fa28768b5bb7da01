/** The name that was probably meant, at most two letters away; null when none is near. */
export function nearestName(word: string, names: readonly string[]): string | null {
  const near = names
    .map((name) => ({ name, distance: distance(word, name) }))
    .filter((each) => each.distance <= Math.min(2, Math.floor(each.name.length / 2)))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name ?? null;
}

/** Letters to insert, remove or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
