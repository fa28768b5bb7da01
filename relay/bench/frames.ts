import type { Frame } from "@lighty/protocol";
import { drawSchedule, FrameTap, type SimDevice, simulate } from "@lighty/protocol/sim";

/** One device's frames of whole simulated workouts, in order, each as its text. */
export interface Trace {
  deviceId: string;
  role: Frame["observer"]["role"];
  texts: string[];
}

/**
 * What real devices would send: whole workouts trained in the simulator, each by a phone and a watch of its own. `wanted` frames a lane, in as many
 * lanes as there are devices to play.
 */
export function buildTraces(lanes: number, wanted: number, bootPrefix = "boot-"): Trace[] {
  const traces: Trace[] = [];
  for (let n = 0; traces.length < lanes; n++) traces.push(...workout(`bench-${n}`));
  return traces.slice(0, lanes).map((trace) => stretch(trace, wanted, bootPrefix));
}

function workout(seed: string): Trace[] {
  const { weather, habits } = drawSchedule(seed);
  const frames = new Map<string, Frame[]>();
  const tap = new FrameTap((device: SimDevice, crossing) => {
    const own = frames.get(device.deviceId) ?? [];
    frames.set(device.deviceId, own);
    const observer = { deviceId: device.deviceId, role: device.role };
    own.push({ observer, bootId: "boot-1", traceSeq: own.length + 1, ...crossing });
  });
  simulate({ seed, weather, habits, witnesses: [tap] });
  return [...frames.values()].map((own) => {
    const { deviceId, role } = (own[0] as Frame).observer;
    return { deviceId, role, texts: own.map((frame) => JSON.stringify(frame)) };
  });
}

/**
 * Trains again, in boots and sessions of its own, until there are as many frames as wanted. A text that crossed is then met where it was sent and
 * where it was received, as it is in life, and not once a boot for ever: what remembers texts would look far quicker than it is.
 */
function stretch({ deviceId, role, texts }: Trace, wanted: number, bootPrefix: string): Trace {
  const sessions = sessionsOf(texts);
  const all: string[] = [];
  for (let boot = 1; all.length < wanted; boot++) {
    const end = boot.toString(36).padStart(3, "0");
    for (const text of texts) {
      if (all.length === wanted) break;
      const booted = text.replace('"bootId":"boot-1"', `"bootId":"${bootPrefix}${boot}"`);
      all.push(renamed(booted, sessions, end));
    }
  }
  return { deviceId, role, texts: all };
}

/** The text with another end to each of the ids; they keep their length. */
export function renamed(text: string, ids: readonly string[], end: string): string {
  return text.replace(new RegExp(ids.join("|"), "g"), (id) => id.slice(0, -end.length) + end);
}

/** The sessions that frames name. */
export function sessionsOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => /"sessionId\\?":\\?"([a-z0-9]+)/.exec(text)?.[1] ?? []))];
}
