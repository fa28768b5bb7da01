import { expect, test } from "vitest";
import type { Frame } from "../src/frame.ts";
import { ObservedDevice } from "../src/observe.ts";
import { checkFrame } from "../src/parse.ts";
import { drawSchedule, FrameTap, type Send, type SimDevice, simulate, type Witness, World } from "../src/sim/index.ts";
import { type Crossing, Tee } from "../src/tee/index.ts";

/** Every packet of a run: who, when, how, what. */
function packetsWith(seed: string, witnesses: readonly Witness[]): string[] {
  const sent: string[] = [];
  const ear: Witness = {
    sent: (device: SimDevice, { channel, sendId, text }: Send) => {
      sent.push(`${device.instant().monotonicMs} ${device.role} ${channel} ${sendId} ${text}`);
    },
  };
  simulate({ ...drawSchedule(seed), witnesses: [...witnesses, ear] });
  return sent;
}

/** A tee whose relay behaves as told: it welcomes, refuses, or says nothing at all. */
function teeWith(relay: "open" | "refused" | "hung", maxFrames?: number): Witness {
  const tees = new Map<string, Tee>();
  return new FrameTap((device, crossing) => {
    let tee = tees.get(device.deviceId);
    if (tee === undefined) {
      const { deviceId, role } = device;
      const bounds = maxFrames === undefined ? {} : { maxFrames };
      tee = new Tee({ observer: { deviceId, role }, bootId: "boot-1", random: () => 0.5, ...bounds });
      tees.set(deviceId, tee);
      tee.step({ type: "start", now: 0 });
      if (relay === "refused") tee.step({ type: "closed", now: 0 });
      else tee.step({ type: "opened", now: 0 });
      if (relay === "open") {
        const text = JSON.stringify({ type: "welcome", v: 1, relayId: "r1", window: 4096, acked: [] });
        tee.step({ type: "message", now: 0, text });
      }
    }
    tee.record(crossing);
    tee.step({ type: "flush", now: 0 });
  });
}

const failing: Witness = {
  sent: () => {
    throw new Error("the tee fell over");
  },
  saved: () => {
    throw new Error("the tee fell over");
  },
};

for (const [name, tee] of Object.entries({
  on: () => teeWith("open"),
  refused: () => teeWith("refused"),
  hung: () => teeWith("hung"),
  full: () => teeWith("hung", 3),
  failing: () => failing,
})) {
  test(`invariant 17 [TEE-3] with the tee ${name}, the same packets leave at the same times as with it off`, () => {
    for (let i = 0; i < 25; i++) {
      const seed = `tee-${i}`;
      const off = packetsWith(seed, []);
      expect(off.length).toBeGreaterThan(0);
      expect(packetsWith(seed, [tee()]), `seed ${seed}`).toEqual(off);
    }
  });
}

/** Frames as a relay would get them: numbered anew in each life of the app. */
class Frames {
  readonly byDevice = new Map<string, Frame[]>();
  readonly #boots = new Map<string, number>();
  readonly tap: Witness;

  constructor() {
    const tap = new FrameTap((device: SimDevice, crossing) => this.#add(device, crossing));
    this.tap = {
      opened: (device) => this.#boots.set(device.deviceId, (this.#boots.get(device.deviceId) ?? 0) + 1),
      sent: (device, send) => tap.sent(device, send),
      saved: (device, input, output) => tap.saved(device, input, output),
    };
  }

  #add({ deviceId, role }: SimDevice, crossing: Crossing): void {
    const frames = this.byDevice.get(deviceId) ?? [];
    this.byDevice.set(deviceId, frames);
    const bootId = `boot-${this.#boots.get(deviceId) ?? 1}`;
    const last = frames.at(-1);
    const traceSeq = last?.bootId === bootId ? last.traceSeq + 1 : 1;
    frames.push({ observer: { deviceId, role }, bootId, traceSeq, ...crossing });
  }
}

test("invariant 16 [OBS-1] [OBS-2] [TEE-1] [TEE-6] every frame is well-formed, and an observer that folds them ends in the device's state", () => {
  for (let i = 0; i < 120; i++) {
    const seed = `observed-${i}`;
    const frames = new Frames();
    const run = simulate({ ...drawSchedule(seed), witnesses: [frames.tap] });
    for (const device of [run.phone, run.watch]) {
      const observed = new ObservedDevice(device.deviceId);
      for (const frame of frames.byDevice.get(device.deviceId) ?? []) {
        expect(checkFrame(frame), `seed ${seed}`).toMatchObject({ ok: true });
        expect(observed.apply(frame).mismatches, `seed ${seed}`).toEqual([]);
      }
      for (const sessionId of run.sessionIds) {
        const digest = observed.replica.sessions.get(sessionId)?.digest;
        expect(digest, `seed ${seed}`).toBe(device.session(sessionId)?.digest);
      }
    }
  }
});

test("a world can be driven step by step, as the demo does", () => {
  const world = new World({ seed: "demo", habits: { tempo: 0.1 } });
  world.start();
  for (let i = 0; i < 200 && !world.lifter.isDone; i++) world.agenda.runUntil(world.agenda.now + 1_000);
  expect(world.lifter.sessionIds.length).toBe(1);
  expect(world.oracle.faults).toEqual([]);
});
