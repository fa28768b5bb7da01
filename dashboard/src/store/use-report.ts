import { useQuery } from "@tanstack/react-query";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import { useSource } from "./source.ts";

/** Entries that have to come before a report of a live session is asked for again. */
const freshFor = 32;

/** The paths of a session's latest events over all transports; asked for again as the session grows. */
export function useDelivery(sessionId: string, count: number, isWanted: boolean) {
  const source = useSource();
  return useQuery({
    queryKey: ["delivery", sessionId, Math.floor(count / freshFor)],
    queryFn: ({ signal }) => source.delivery(sessionId, signal),
    enabled: isWanted,
    placeholderData: (before) => before,
  });
}

/** The digests of each device over time, and where two parted; asked for again as the session grows. */
export function useDivergence(sessionId: string, count: number) {
  const source = useSource();
  return useQuery({
    queryKey: ["divergence", sessionId, Math.floor(count / freshFor)],
    queryFn: ({ signal }) => source.divergence(sessionId, signal),
    placeholderData: (before) => before,
  });
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
