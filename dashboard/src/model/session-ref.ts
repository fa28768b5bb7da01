/** A session as an address names it: of an import, or of what the page reads otherwise. */
export interface SessionRef {
  readonly from: string | null;
  readonly session: string;
}

/** Sessions that can be compared at a time. */
const mostCompared = 2;

/** "s-1" or "import-1/s-1": no id holds a slash or a comma. */
export function refText({ from, session }: SessionRef): string {
  return from === null ? session : `${from}/${session}`;
}

/** The sessions that a text names, the same one once; nothing where it cannot be read. */
export function refsIn(text: string): SessionRef[] {
  const refs = new Map<string, SessionRef>();
  for (const part of text.split(",")) {
    const match = /^(?:(\w[\w.-]{0,63})\/)?(\w[\w.-]{0,63})$/.exec(part);
    if (match !== null) refs.set(part, { from: match[1] ?? null, session: match[2] as string });
  }
  return [...refs.values()].slice(0, mostCompared);
}

/** With one more, or without the one that was there; of three the first one goes. */
export function withRef(refs: readonly SessionRef[], ref: SessionRef): SessionRef[] {
  const others = refs.filter((each) => refText(each) !== refText(ref));
  return others.length < refs.length ? others : [...others, ref].slice(-mostCompared);
}
