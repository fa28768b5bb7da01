import type { Frame } from "@lighty/protocol";
import type { Arrival, Batch } from "../src/log/event-log.ts";

/** A frame with what a test cares about set, and the rest plausible. */
export function buildFrame(more: Partial<Frame> = {}): Frame {
  const body = more.body ?? JSON.stringify({ kind: "note", note: "reachability", reachable: true });
  return {
    observer: { deviceId: "phone0001", role: "phone" },
    bootId: "boot-1",
    traceSeq: 1,
    observedAt: 1_767_632_400_000,
    monotonicMs: 1_000,
    direction: "local",
    sizeBytes: Buffer.byteLength(body),
    body,
    ...more,
  };
}

export function buildArrival(more: Partial<Frame> = {}, sessions: readonly string[] = ["s1"]): Arrival {
  const frame = buildFrame(more);
  return { frame, text: JSON.stringify(frame), facts: { sessions, kind: "note" } };
}

export function buildBatch(...arrivals: Arrival[]): Batch {
  return { receivedAt: 1_767_632_400_500, arrivals, quarantined: [] };
}

/** Arrivals of one boot, by their traceSeqs. */
export function arrivalsOf(traceSeqs: readonly number[], sessions?: readonly string[]): Arrival[] {
  return traceSeqs.map((traceSeq) => buildArrival({ traceSeq }, sessions));
}
