import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useState } from "react";
import type { Changes, Desk } from "../model/desk.ts";
import { useSource } from "./source.ts";

export const DeskContext = createContext<Desk | null>(null);

function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("no desk was provided");
  return desk;
}

/** How often what a view of the desk shows is asked for again, while the page is looked at. */
const freshMs = 2_000;
/** The same of a replay that runs. */
const runningMs = 250;

export function useDevices() {
  const desk = useDesk();
  return useQuery({
    queryKey: ["desk", "devices"],
    queryFn: ({ signal }) => desk.devices(signal),
    refetchInterval: freshMs,
  });
}

export function useClock(deviceId: string) {
  const desk = useDesk();
  return useQuery({
    queryKey: ["desk", "clock", deviceId],
    queryFn: ({ signal }) => desk.clock(deviceId, signal),
    refetchInterval: freshMs * 2,
  });
}

export function useVitals(deviceId: string) {
  const desk = useDesk();
  return useQuery({
    queryKey: ["desk", "vitals", deviceId],
    queryFn: ({ signal }) => desk.vitals(deviceId, signal),
    refetchInterval: freshMs,
  });
}

/** How each transport carried what all devices sent. */
export function useSent() {
  const desk = useDesk();
  return useQuery({
    queryKey: ["desk", "sent"],
    queryFn: ({ signal }) => desk.sent(signal),
    refetchInterval: freshMs * 2,
  });
}

/** How each transport did in one session. */
export function useSessionDelivery(sessionId: string) {
  const source = useSource();
  return useQuery({
    queryKey: ["desk", "session", sessionId],
    queryFn: ({ signal }) => source.delivery(sessionId, signal),
    refetchInterval: freshMs * 4,
  });
}

export function useReplays() {
  const desk = useDesk();
  return useQuery({
    queryKey: ["desk", "replays"],
    queryFn: ({ signal }) => desk.replays(signal),
    refetchInterval: ({ state }) => (state.data?.some(({ endedAt }) => endedAt === null) ? runningMs : freshMs * 2),
  });
}

/** What this page may change; null for one that may only read, undefined until that is known. */
export function useChanges(): Changes | null | undefined {
  const desk = useDesk();
  // Asked for once: another answer would be another object, and its scopes come with the link that opened the page.
  return useQuery({ queryKey: ["control"], queryFn: () => desk.control(), staleTime: Number.POSITIVE_INFINITY }).data;
}

export interface Change<A extends unknown[]> {
  run(...given: A): Promise<boolean>;
  readonly isBusy: boolean;
  /** Why the relay refused, in its words; null when it did not. */
  readonly refusal: string | null;
}

/** Something that changes the relay: what it showed is asked for again afterwards. */
export function useChange<A extends unknown[]>(what: (...given: A) => Promise<unknown>): Change<A> {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [refusal, refuse] = useState<string | null>(null);
  const run = useCallback(
    async (...given: A) => {
      setBusy(true);
      refuse(null);
      try {
        await what(...given);
        return true;
      } catch (error) {
        refuse(error instanceof Error ? error.message : String(error));
        return false;
      } finally {
        setBusy(false);
        void client.invalidateQueries({ queryKey: ["desk"] });
      }
    },
    [client, what],
  );
  return { run, isBusy, refusal };
}
