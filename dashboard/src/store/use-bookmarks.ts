import type { Bookmark } from "@lighty/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSource } from "./source.ts";

/** How often others' bookmarks are looked for; one's own are there at once. */
const lookMs = 15_000;

const none: readonly Bookmark[] = [];

/** The bookmarks of a session, by entry, and what may be done with them. */
export interface SessionBookmarks {
  readonly all: readonly Bookmark[];
  readonly at: ReadonlyMap<number, Bookmark>;
  /** "by the relay, for everybody who looks"; undefined until it is known. */
  readonly keptBy: string | undefined;
  /** Why the last change could not be made; null when it could. */
  readonly refusal: string | null;
  keep(entry: number, text: string): void;
  remove(entry: number): void;
}

export function useBookmarks(sessionId: string): SessionBookmarks {
  const { bookmarks } = useSource();
  const client = useQueryClient();
  const queryKey = ["bookmarks", sessionId];
  const { data: all = none } = useQuery({
    queryKey,
    queryFn: () => bookmarks.list(sessionId),
    refetchInterval: lookMs,
    retry: false,
  });
  const { data: keptBy } = useQuery({ queryKey: ["kept by"], queryFn: () => bookmarks.keptBy(), retry: false });
  const { mutate, error } = useMutation({
    mutationFn: ({ entry, text }: { entry: number; text: string | null }) =>
      text === null ? bookmarks.remove(sessionId, entry) : bookmarks.keep(sessionId, entry, text),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  const at = useMemo(() => new Map(all.map((bookmark) => [bookmark.entry, bookmark])), [all]);
  return useMemo(
    () => ({
      ...{ all, at, keptBy, refusal: error?.message ?? null },
      keep: (entry: number, text: string) => mutate({ entry, text }),
      remove: (entry: number) => mutate({ entry, text: null }),
    }),
    [all, at, keptBy, error, mutate],
  );
}
