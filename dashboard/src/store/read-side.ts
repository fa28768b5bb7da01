import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Side } from "../model/comparison.ts";
import { CourseFold } from "../model/course.ts";
import { readEntry } from "../model/reading.ts";
import { refText, type SessionRef } from "../model/session-ref.ts";
import type { SessionSource } from "../source/session-source.ts";
import { pageEntries } from "./session-page.ts";
import { useSource, useSourceChoice } from "./source.ts";
import { usePlace } from "./url-state.ts";

/** Entries of a side that are looked at: as many as some thirty workouts have. The counts and the end are those of the whole session. */
const mostLooked = 20_000;

/** A session as it is compared; null where the source knows no such session. */
export async function readSide(source: SessionSource, sessionId: string, signal: AbortSignal): Promise<Side | null> {
  const summary = (await source.listSessions(signal)).find((each) => each.sessionId === sessionId);
  if (summary === undefined) return null;
  const fold = new CourseFold(sessionId);
  let [looked, after, hasMore] = [0, 0, true];
  while (hasMore && looked < mostLooked) {
    const page = await source.read(sessionId, { after, limit: pageEntries }, signal);
    for (const entry of page.entries) fold.take(readEntry(entry));
    looked += page.entries.length;
    ({ reached: after, hasMore } = page);
  }
  const states = await source.statesAt(sessionId, summary.lastEntry, signal);
  for (const state of states) fold.names.learnState(state);
  return { summary, steps: fold.steps(), names: fold.names, states, lookedAt: hasMore ? looked : null };
}

/** One of the sessions that are compared, read once: a session that goes on is compared as it stood. */
export function useSide(ref: SessionRef) {
  const source = useSourceAt(ref.from);
  return useQuery({
    queryKey: ["side", refText(ref)],
    queryFn: ({ signal }) => readSide(source, ref.session, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function useSourceAt(from: string | null): SessionSource {
  const source = useSource();
  const { relayAt } = useSourceChoice();
  const { from: here } = usePlace();
  return useMemo(() => (from === here || relayAt === null ? source : relayAt(from)), [source, relayAt, from, here]);
}
