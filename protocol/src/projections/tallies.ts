import { z } from "zod";
import { Transport } from "../ids.ts";
import { Quantiles } from "./quantiles.ts";

const count = z.int().min(0);

/** How one transport did in a session, or for a device. [DLV-3] [DLV-4] */
export const TransportReport = z.object({
  transport: Transport,
  sent: count,
  received: count,
  failed: count,
  lost: count,
  replaced: count,
  repeated: count,
  latency: z.object({ count, p50Ms: z.int(), p95Ms: z.int(), p99Ms: z.int(), uncertaintyMs: z.int() }).optional(),
});
export type TransportReport = z.infer<typeof TransportReport>;

/** The same as it is counted. */
export type Tally = Omit<TransportReport, "transport" | "latency"> & { latency: Quantiles; uncertaintyMs: number };

/** The tally of a transport, begun where there is none. */
export function tallyIn(tallies: Map<Transport, Tally>, transport: Transport): Tally {
  let tally = tallies.get(transport);
  if (tally === undefined) {
    const counts = { sent: 0, received: 0, failed: 0, lost: 0, replaced: 0, repeated: 0 };
    tally = { ...counts, latency: new Quantiles(), uncertaintyMs: 0 };
    tallies.set(transport, tally);
  }
  return tally;
}

/** Adds a tally to those of a whole. */
export function join(
  all: Map<Transport, Tally>,
  transport: Transport,
  { latency, uncertaintyMs, ...counts }: Tally,
): void {
  const tally = tallyIn(all, transport);
  for (const key of Object.keys(counts) as (keyof typeof counts)[]) tally[key] += counts[key];
  tally.latency.addAll(latency);
  tally.uncertaintyMs = Math.max(tally.uncertaintyMs, uncertaintyMs);
}

export function reportOf(tallies: ReadonlyMap<Transport, Tally>): TransportReport[] {
  return [...tallies].map(([transport, { latency, uncertaintyMs, ...counts }]) => ({
    transport,
    ...counts,
    ...(latency.count === 0 ? {} : { latency: summaryOf(latency, uncertaintyMs) }),
  }));
}

function summaryOf(latency: Quantiles, uncertaintyMs: number): NonNullable<TransportReport["latency"]> {
  const at = (share: number) => latency.at(share) ?? 0;
  return { count: latency.count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), uncertaintyMs };
}
