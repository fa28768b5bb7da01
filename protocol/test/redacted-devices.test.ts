import { describe, expect, test } from "vitest";
import type { Frame } from "../src/frame.ts";
import { ObservedDevice } from "../src/observe.ts";
import { Listing, Projections } from "../src/projections/index.ts";
import { Redactor } from "../src/redaction/index.ts";
import { verify } from "../src/replay/index.ts";
import { drawSchedule, FrameTap, simulate } from "../src/sim/index.ts";

/*
 * Devices that leave health values out of what they tee are honest devices: whoever judges them must find what it would find with the values
 * there, and nothing about the values. Which frames leave them out differs from device to device and, when a user changes their mind, from
 * frame to frame.
 */

const redactor = new Redactor("health", "rounded");
const redacted = (frame: Frame) => JSON.parse(redactor.frame(JSON.stringify(frame))) as Frame;

/** Which frames say their health values: by device, and by how far the workout has come, from 0 to 1. */
const habits: Record<string, (role: string, progress: number) => boolean> = {
  "neither device tells": () => false,
  "only the phone tells": (role) => role === "phone",
  "only the watch tells": (role) => role === "watch",
  "both stop telling halfway": (_, progress) => progress < 0.5,
  "both begin to tell halfway": (_, progress) => progress >= 0.5,
  "the watch changes its mind twice": (role, progress) => role === "phone" || (progress > 0.3 && progress < 0.7),
};

function workout(seed: string): Frame[] {
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

/** What readers find in them, and how many of each finding; deliveries, session by session. */
function read(frames: readonly Frame[]) {
  const projections = new Projections();
  const listing = new Listing();
  const entries = frames.map((frame, i) => ({ entry: i + 1, receivedAt: frame.observedAt, frame }));
  projections.apply(entries.map((entry) => listing.list(entry)));
  const observed = new Map<string, ObservedDevice>();
  const mismatches = frames.flatMap((frame) => {
    const { deviceId } = frame.observer;
    const device = observed.get(deviceId) ?? new ObservedDevice(deviceId);
    observed.set(deviceId, device);
    return device.apply(frame).mismatches;
  });
  const sessions = new Set([...observed.values()].flatMap(({ replica }) => [...replica.sessions.keys()]));
  const deliveries = [...sessions].map((sessionId) => projections.delivery.report(sessionId, 1_000));
  const { problems } = verify({ entries });
  return { found: [...projections.found], mismatches, deliveries, problems };
}

const seeds = Array.from({ length: 12 }, (_, i) => `redacted-${i}`);

test("the workouts here hold health values, and an end that counts them", () => {
  const hidden = seeds.flatMap(workout).filter((frame) => redacted(frame).body !== frame.body);
  expect(hidden.length).toBeGreaterThan(50);
  expect(hidden.some(({ body }) => body.includes('"session_finished"'))).toBe(true);
});

describe.each(Object.entries(habits))("%s", (_, tells) => {
  test("[OBS-6] [TEE-9] nothing is found, matched or missed otherwise than with the values there", () => {
    for (const seed of seeds) {
      const frames = workout(seed);
      const told = frames.map((frame, i) => (tells(frame.observer.role, i / frames.length) ? frame : redacted(frame)));
      expect(read(told), seed).toEqual(read(frames));
    }
  });
});

test("[TEE-9] to hide twice is to hide once", () => {
  for (const frame of workout("redacted-0")) expect(redacted(redacted(frame))).toEqual(redacted(frame));
});
