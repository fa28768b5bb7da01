import { type Frame, factsOf } from "@lighty/protocol";
import { drawSchedule, FrameTap, simulate } from "@lighty/protocol/sim";
import type { Arrival } from "../src/log/event-log.ts";

/** Both devices' frames of a simulated workout, in the order they happened: the same for the same seed. */
export function workout(seed: string): Frame[] {
  const { weather, habits } = drawSchedule(seed);
  const frames: Frame[] = [];
  const seqs = new Map<string, number>();
  const tap = new FrameTap(({ deviceId, role }, crossing) => {
    const traceSeq = (seqs.get(deviceId) ?? 0) + 1;
    seqs.set(deviceId, traceSeq);
    frames.push({ observer: { deviceId, role }, bootId: "boot-1", traceSeq, ...crossing });
  });
  simulate({ seed, weather, habits, witnesses: [tap] });
  return frames;
}

export function arrivalOf(frame: Frame): Arrival {
  return { frame, text: JSON.stringify(frame), facts: factsOf(frame) };
}
