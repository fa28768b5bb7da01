import { type SessionDelta, type SessionSummary, withDelta } from "@lighty/protocol";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type Connection, firstConnection } from "../model/connection.ts";
import type { Feed, SessionSource } from "../source/session-source.ts";
import { type Page, SessionPage } from "./session-page.ts";

export const SourceContext = createContext<SessionSource | null>(null);

export function useSource(): SessionSource {
  const source = useContext(SourceContext);
  if (source === null) throw new Error("no source was provided");
  return source;
}

/** What else may be read than what is read now. */
export interface SourceChoice {
  openCapture(file: File): void;
  /** A simulated phone and watch in the page, drawn from that seed. */
  openLab(seed: string): void;
  /** The relay that served the page, or an import of it; null where none did. */
  readonly relayAt: ((importId: string | null) => SessionSource) | null;
  /** Back to the relay; null where that is what is read. */
  readonly leave: (() => void) | null;
}

export const SourceChoiceContext = createContext<SourceChoice>({
  openCapture: () => undefined,
  openLab: () => undefined,
  relayAt: null,
  leave: null,
});

export function useSourceChoice(): SourceChoice {
  return useContext(SourceChoiceContext);
}

/** How often an import that is still being read is asked after. */
const readingMs = 1_000;

const sessionsKey = ["sessions"];

/** The list of sessions: asked for once, then kept true by what the feed says of it. */
export function useSessions() {
  const source = useSource();
  return useQuery({ queryKey: sessionsKey, queryFn: ({ signal }) => source.listSessions(signal) });
}

/** Captures that the source has taken in. */
export function useImports() {
  const source = useSource();
  return useQuery({
    queryKey: ["imports"],
    queryFn: ({ signal }) => source.listImports(signal),
    refetchInterval: ({ state }) => (state.data?.some(({ isReading }) => isReading) ? readingMs : false),
  });
}

function mergeSummaries(client: QueryClient, changed: readonly SessionSummary[]): void {
  client.setQueryData<SessionSummary[]>(sessionsKey, (known) => {
    if (known === undefined) return known;
    const byId = new Map(known.map((summary) => [summary.sessionId, summary]));
    for (const summary of changed) byId.set(summary.sessionId, summary);
    return [...byId.values()];
  });
}

/** Puts what changed upon the list; one that lacks what the change stands on is asked for anew. */
function mergeDeltas(client: QueryClient, deltas: readonly SessionDelta[], gone: readonly string[]): void {
  let lacks = false;
  client.setQueryData<SessionSummary[]>(sessionsKey, (known) => {
    if (known === undefined) return known;
    const byId = new Map(known.map((summary) => [summary.sessionId, summary]));
    for (const delta of deltas) {
      const next = withDelta(byId.get(delta.sessionId), delta);
      if (next === undefined) lacks = true;
      else byId.set(delta.sessionId, next);
    }
    for (const sessionId of gone) byId.delete(sessionId);
    return [...byId.values()];
  });
  if (lacks) void client.invalidateQueries({ queryKey: sessionsKey });
}

export interface Live {
  readonly connection: Connection;
  readonly page: SessionPage;
  retryNow(): void;
}

/** One feed for the whole page: of the session that is open, else of the list. */
export function useLive(sessionId: string | null): Live {
  const source = useSource();
  const client = useQueryClient();
  const page = useMemo(() => new SessionPage(sessionId ?? "", source), [sessionId, source]);
  const [connection, setConnection] = useState<Connection>(firstConnection);
  const [feed, setFeed] = useState<Feed | null>(null);

  useEffect(() => {
    const start = async (signal: AbortSignal) => (sessionId === null ? null : await page.start(signal));
    const opened = source.follow(sessionId, start, {
      entries: (entries) => page.add(entries),
      summaries: (changed) => mergeSummaries(client, changed),
      changed: (deltas, gone) => mergeDeltas(client, deltas, gone),
      reset: () => {
        page.reset();
        client.removeQueries({ queryKey: sessionsKey });
      },
      connection: (next) => {
        setConnection(next);
        // The list was asked for over HTTP; what changed while the line was down is asked for again.
        if (next.state !== "live") return;
        void client.invalidateQueries({ queryKey: sessionsKey });
        page.lookAgain();
      },
    });
    setFeed(opened);
    // A browser lets the timers of a page in the background wait, and a laptop that sleeps has none: who comes back does not wait on top of it.
    const comeBack = () => {
      if (document.visibilityState === "visible") opened.retryNow();
    };
    document.addEventListener("visibilitychange", comeBack);
    window.addEventListener("online", comeBack);
    return () => {
      document.removeEventListener("visibilitychange", comeBack);
      window.removeEventListener("online", comeBack);
      opened.close();
      page.stop();
    };
  }, [source, client, page, sessionId]);

  return { connection, page, retryNow: () => feed?.retryNow() };
}

/** The page as it stands; renders anew when entries have been taken in. */
export function usePage(page: SessionPage): Page {
  return useSyncExternalStore(page.subscribe, page.snapshot);
}
