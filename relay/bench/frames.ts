import type { Frame } from "@lighty/protocol";
import { drawSchedule, FrameTap, type SimDevice, simulate } from "@lighty/protocol/sim";

/** One device's frames of whole simulated workouts, in order, each as its text. */
export interface Trace {
  deviceId: string;
  role: Frame["observer"]["role"];
  texts: string[];
}

/** Trained before they are trained again: by then they are thousands of frames behind, and nothing that compresses or remembers reaches back as far. */
const mostWorkouts = 64;

/**
 * What real devices would send: whole workouts trained in the simulator, each lane one device for all of them, a phone and a watch in turns that train with
 * each other. `wanted` frames a lane, each workout in a boot and in sessions of its own: a text that crossed is then met where it was sent and
 * where it was received, as it is in life, and not once a boot for ever.
 */
export function buildTraces(lanes: number, wanted: number, bootPrefix = "boot-"): Trace[] {
  const traces: Trace[] = [];
  for (let pair = 0; traces.length < lanes; pair++) traces.push(...train(`bench-${pair}`, wanted, bootPrefix));
  return traces.slice(0, lanes);
}

function train(seed: string, wanted: number, bootPrefix: string): Trace[] {
  const workouts: Trace[][] = [];
  const lanes: Trace[] = [];
  for (let boot = 1, drawn = 0; lanes.length === 0 || lanes.some(({ texts }) => texts.length < wanted); boot++) {
    const place = (boot - 1) % mostWorkouts;
    while (workouts.length <= place) {
      const devices = workout(`${seed}-${drawn++}`);
      // Where a second watch joins in there is no lane for it.
      if (devices.length === 2) workouts.push(devices);
    }
    const trained = workouts[place] as Trace[];
    if (lanes.length === 0) for (const { deviceId, role } of trained) lanes.push({ deviceId, role, texts: [] });
    const names = new Map(trained.map(({ deviceId, role }) => [deviceId, laneOf(role, lanes).deviceId]));
    const sessions = sessionsOf(trained.flatMap(({ texts }) => texts));
    const end = boot.toString(36).padStart(3, "0");
    for (const { role, texts } of trained)
      for (const text of texts) {
        const own = text.replace(new RegExp([...names.keys()].join("|"), "g"), (id) => names.get(id) as string);
        const booted = own.replace('"bootId":"boot-1"', `"bootId":"${bootPrefix}${boot}"`);
        laneOf(role, lanes).texts.push(renamed(booted, sessions, end));
      }
  }
  return lanes.map((lane) => ({ ...lane, texts: lane.texts.slice(0, wanted) }));
}

function laneOf(role: Trace["role"], lanes: readonly Trace[]): Trace {
  return lanes.find((lane) => lane.role === role) as Trace;
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

/** The text with another end to each of the ids; they keep their length. */
export function renamed(text: string, ids: readonly string[], end: string): string {
  if (ids.length === 0) return text;
  return text.replace(new RegExp(ids.join("|"), "g"), (id) => id.slice(0, -end.length) + end);
}

/** The sessions that frames name. */
export function sessionsOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => /"sessionId\\?":\\?"([a-z0-9]+)/.exec(text)?.[1] ?? []))];
}
