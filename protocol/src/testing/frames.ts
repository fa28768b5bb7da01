import type { Frame } from "../frame.ts";
import { byteLength } from "../parse.ts";
import { epochMs, phoneId } from "./devices.ts";

/** A frame with what a test cares about set, and the rest plausible: the phone notes that it is reachable. */
export function buildFrame(more: Partial<Frame> = {}): Frame {
  const body = more.body ?? JSON.stringify({ kind: "note", note: "reachability", reachable: true });
  return {
    observer: { deviceId: phoneId, role: "phone" },
    bootId: "boot-1",
    traceSeq: 1,
    observedAt: epochMs,
    monotonicMs: 1_000,
    direction: "local",
    sizeBytes: byteLength(body),
    body,
    ...more,
  };
}
