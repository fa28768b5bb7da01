import { type Entry, type Finding, ObservedDevice, type Packet } from "@lighty/protocol";

export interface DeviceChecked {
  /** The packet in the frame, if it holds a readable one. */
  packet: Packet | undefined;
  /** Findings without a session belong to all that the entry is listed under. */
  findings: Finding[];
}

/**
 * Folds each device's own frames through the protocol's merge and compares with what the device reported: a wrong engine, in whatever
 * language, shows at the first frame it gets wrong. Holes in the trace show here as well. [OBS-1] [OBS-2]
 */
export class DeviceCheck {
  readonly #devices = new Map<string, ObservedDevice>();

  apply({ entry, frame }: Entry): DeviceChecked {
    const { deviceId, role } = frame.observer;
    const device = this.#devices.get(deviceId) ?? new ObservedDevice(deviceId);
    this.#devices.set(deviceId, device);
    const { mismatches, missingFrames, packet } = device.apply(frame);
    const findings: Finding[] = [];

    const dropped = Math.min(frame.droppedBefore ?? 0, missingFrames);
    if (dropped > 0) {
      const sentence = `the ${role}'s tee dropped ${count(dropped, "frame")} before this one, as its memory is bounded`;
      findings.push({ rule: "dropped_by_tee", severity: "warning", sentence, entries: [entry] });
    }
    if (missingFrames > dropped) {
      const sentence = `${count(missingFrames - dropped, "frame")} of the ${role} before this one never came: traceSeq leaps to ${frame.traceSeq}`;
      findings.push({ rule: "trace_gap", severity: "warning", sentence, entries: [entry] });
    }
    for (const mismatch of mismatches) {
      const { sessionId, reported, expected } = mismatch;
      const what = mismatch.about === "digest" ? "the digest" : "the verdict";
      const sentence = `the ${role} reports ${what} ${reported} where the protocol gives ${expected}: its engine differs`;
      const of = sessionId === undefined ? {} : { sessionId };
      findings.push({ rule: "engine_mismatch", severity: "error", sentence, ...of, entries: [entry] });
    }
    return { packet, findings };
  }
}

function count(n: number, noun: string): string {
  return n === 1 ? `one ${noun}` : `${n} ${noun}s`;
}
