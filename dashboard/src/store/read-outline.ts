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
  const lanes: Stretch["lanes"] = { ...a.lanes };
  for (const role of ["phone", "watch"] as const) {
    const [one, other] = [a.lanes[role], b.lanes[role]];
    if (other === undefined) continue;
    lanes[role] = {
      entries: (one?.entries ?? 0) + other.entries,
      verdicts: sumOf(one?.verdicts ?? {}, other.verdicts),
      isAway: one?.isAway === true || other.isAway,
    };
  }
  return {
    first: a.first,
    last: b.last,
    entries: a.entries + b.entries,
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    verdicts: sumOf(a.verdicts, b.verdicts),
    lanes,
    same: a.same + b.same,
    differ: a.differ + b.differ,
  };
}

function sumOf(a: Stretch["verdicts"], b: Stretch["verdicts"]): Stretch["verdicts"] {
  const sum = { ...a };
  for (const [word, count] of Object.entries(b) as [keyof Stretch["verdicts"], number][])
    sum[word] = (sum[word] ?? 0) + count;
  return sum;
}
