import type { SessionDelta, SessionSummary } from "./stream.ts";

/**
 * A summary with what changed put upon it. One that is already further on stays as it is; undefined where the delta does not begin where
 * the known findings end, and the whole summary has to be asked for. [STR-3]
 */
export function withDelta(
  known: SessionSummary | undefined,
  { findings: { from, added }, ...delta }: SessionDelta,
): SessionSummary | undefined {
  if (known !== undefined && known.lastEntry > delta.lastEntry) return known;
  const findings = known?.findings ?? [];
  return from > findings.length ? undefined : { ...delta, findings: [...findings.slice(0, from), ...added] };
}
