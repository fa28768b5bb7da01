/**
 * A maker of keys for pairs of ids, which hold no space. It gives the last one again for the same pair: entries come in runs, and a text that was just put
 * together has yet to be laid flat and hashed before a map can look for it.
 */
export function pairKeys(): (a: string, b: string) => string {
  let [lastA, lastB, last] = ["", "", " "];
  return (a, b) => {
    if (a === lastA && b === lastB) return last;
    [lastA, lastB, last] = [a, b, `${a} ${b}`];
    return last;
  };
}
