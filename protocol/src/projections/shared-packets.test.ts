import { expect, test } from "vitest";
import { type Facts, FactsDrawer, type Frame, factsOf } from "../index.ts";
import { drawSchedule, FrameTap, simulate } from "../sim/index.ts";
import { Projections } from "./projections.ts";

/** The frames of a simulated workout, as two tees saw them. */
function framesOf(seed: string): Frame[] {
  const frames: Frame[] = [];
  const seqs = new Map<string, number>();
  const tap = new FrameTap(({ deviceId, role }, crossing) => {
    const traceSeq = (seqs.get(deviceId) ?? 0) + 1;
    seqs.set(deviceId, traceSeq);
    frames.push({ observer: { deviceId, role }, bootId: "boot-1", traceSeq, ...crossing });
  });
  const { weather, habits } = drawSchedule(seed);
  simulate({ seed, weather, habits, witnesses: [tap] });
  return frames;
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
  return value;
}

const seeds = ["shared-1", "shared-2", "shared-3"];

test("[PRJ-1] a packet is read once for its sender and its receiver, and no fold of it changes it", () => {
  for (const seed of seeds) {
    let shared = 0;
    const met = new Set<object>();
    const projections = new Projections(({ packet }) => {
      if (packet === undefined) return;
      if (met.has(packet)) shared += 1;
      met.add(freeze(packet));
    });
    projections.apply(
      framesOf(seed).map((frame, i) => ({
        entry: i + 1,
        receivedAt: frame.observedAt,
        frame,
        sessions: factsOf(frame).sessions,
      })),
    );
    expect(shared, seed).toBeGreaterThan(0);
    expect(projections.found.get("unfoldable_entry"), seed).toBeUndefined();
    expect(projections.found.get("engine_mismatch"), seed).toBeUndefined();
  }
});

test("[FLT-3] facts are the same however often a text has crossed before", () => {
  const drawer = new FactsDrawer();
  for (const seed of seeds) {
    const frames = framesOf(seed);
    const drawn: Facts[] = frames.map((frame) => drawer.of(frame));
    expect(drawn, seed).toEqual(frames.map(factsOf));
  }
});
