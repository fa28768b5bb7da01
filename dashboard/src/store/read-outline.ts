import { type Outline, type Stretch, stretchEntries } from "@lighty/protocol/projections";
import type { SessionSource } from "../source/session-source.ts";

/**
 * The whole outline of a session, or of what a filter lets through, asked for part by part; each part is handed to `grown` as soon as it is
 * there, since a search of a long session takes a while.
 */
export async function readOutline(
  source: SessionSource,
  sessionId: string,
  signal: AbortSignal,
  filter?: string,
  grown?: (outline: Outline) => void,
): Promise<Outline> {
  const ask = filter === undefined ? {} : { filter };
  let whole: Outline = { entries: 0, stretches: [] };
  let after: number | null = 0;
  while (after !== null) {
    const part = await source.outline(sessionId, { ...ask, after }, signal);
    whole = joined(whole, part.outline);
    after = part.next;
    grown?.(whole);
  }
  return whole;
}

/** Two outlines end to end: the last stretch of the one and the first of the other may make one full one, or a full and a short one. */
export function joined(a: Outline, b: Outline): Outline {
  const stretches = [...a.stretches];
  for (const next of b.stretches) {
    const open = stretches.at(-1);
    if (open !== undefined && open.entries + next.entries <= stretchEntries)
      stretches[stretches.length - 1] = sum(open, next);
    else stretches.push(next);
  }
  return { entries: a.entries + b.entries, stretches };
}

function sum(a: Stretch, b: Stretch): Stretch {
  const verdicts = { ...a.verdicts };
  for (const [word, count] of Object.entries(b.verdicts) as [keyof Stretch["verdicts"], number][])
    verdicts[word] = (verdicts[word] ?? 0) + count;
  return {
    first: a.first,
    last: b.last,
    entries: a.entries + b.entries,
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    verdicts,
  };
}
