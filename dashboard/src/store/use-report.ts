import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import { useSource } from "./source.ts";

/** Entries that have to come before a report of a live session is asked for again, and how long it is good for at least. */
const freshFor = 32;
const freshMs = 1_500;
/** A report of a session that has grown since is no use any more; of one that grows fast hundreds would pile up. */
const outdatedMs = 2_000;

/** The paths of a session's latest events over all transports; asked for again as the session grows. */
export function useDelivery(sessionId: string, count: number, isWanted: boolean) {
  const source = useSource();
  return useQuery({
    queryKey: ["delivery", sessionId, useGrowth(count)],
    queryFn: ({ signal }) => source.delivery(sessionId, signal),
    enabled: isWanted,
    placeholderData: (before) => before,
    gcTime: outdatedMs,
  });
}

/** The digests of each device over time, and where two parted; asked for again as the session grows. */
export function useDivergence(sessionId: string, count: number) {
  const source = useSource();
  return useQuery({
    queryKey: ["divergence", sessionId, useGrowth(count)],
    queryFn: ({ signal }) => source.divergence(sessionId, signal),
    placeholderData: (before) => before,
    gcTime: outdatedMs,
  });
}

/** Changes as a session grows, but not at each entry of one that grows fast. */
function useGrowth(count: number): number {
  const grown = Math.floor(count / freshFor);
  const [told, tell] = useState({ grown, at: 0 });
  useEffect(() => {
    if (told.grown === grown) return;
    const timer = setTimeout(() => tell({ grown, at: Date.now() }), Math.max(0, told.at + freshMs - Date.now()));
    return () => clearTimeout(timer);
  }, [grown, told]);
  return told.grown;
}

/** What each device held right after an entry, wherever it lies; undefined until it is known. */
export function useStatesAt(sessionId: string, entry: number | null): readonly DeviceCheckpoint[] | undefined {
  const source = useSource();
  const { data } = useQuery({
    queryKey: ["states", sessionId, entry],
    queryFn: ({ signal }) => source.statesAt(sessionId, entry ?? 0, signal),
    enabled: entry !== null,
  });
  return data;
}
