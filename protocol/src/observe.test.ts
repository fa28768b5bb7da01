import { beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "./engine.ts";
import type { Envelope } from "./envelope.ts";
import type { Frame } from "./frame.ts";
import { limits } from "./limits.ts";
import { type Observation, ObservedDevice, sessionsOf } from "./observe.ts";
import type { Input, Output } from "./step.ts";
import {
  countIds,
  epochMs,
  exchange,
  haveOf,
  instant,
  LabDevice,
  Pen,
  phoneId,
  Sender,
  sessionId,
  snapshotOf,
  standingOf,
  trainingPair,
  watchId,
} from "./testing/index.ts";
import { summary } from "./verdict.ts";

type Crossing = Pick<Frame, "direction" | "body"> & Partial<Frame>;

/** Puts frames in traceSeq order, as a tee would. */
class Tracer {
  readonly deviceId: string;
  traceSeq = 0;
  bootId = "boot-1";

  constructor(deviceId: string) {
    this.deviceId = deviceId;
  }

  frame(crossing: Crossing): Frame {
    const role = this.deviceId === watchId ? ("watch" as const) : ("phone" as const);
    this.traceSeq++;
    return {
      observer: { deviceId: this.deviceId, role },
      bootId: this.bootId,
      traceSeq: this.traceSeq,
      observedAt: epochMs,
      monotonicMs: 0,
      sizeBytes: crossing.body.length,
      ...crossing,
    };
  }
}

/** The frames a device's tee would have recorded of what it was given and gave out. */
function framesOf(device: LabDevice, inputs: readonly Input[], tracer = new Tracer(device.deviceId)): Frame[] {
  return device.outputs.flatMap((output: Output, index) => {
    const input = inputs[index] as Input;
    const digests = output.digests ?? {};
    const frames: Frame[] = [];
    if (input.type === "received") {
      frames.push(
        tracer.frame({
          direction: "received",
          transport: input.transport,
          body: input.text,
          verdict: summary(output.verdicts ?? []),
          verdicts: output.verdicts ?? [],
          digests,
        }),
      );
    }
    if (output.events !== undefined) {
      frames.push(
        tracer.frame({
          direction: "local",
          body: JSON.stringify(new Sender(device.deviceId).events(...output.events)),
          verdict: "applied",
          digests,
        }),
      );
    }
    for (const action of output.actions) {
      if (action.type === "send")
        frames.push(tracer.frame({ direction: "sent", transport: action.channel, body: action.text }));
    }
    return frames;
  });
}

/** A lab device that remembers its inputs. */
class Recorded extends LabDevice {
  readonly inputs: Input[] = [];

  override step(input: never): Output {
    this.inputs.push({ ...(input as object), now: this.now() } as Input);
    return super.step(input);
  }

  get frames(): Frame[] {
    return framesOf(this, this.inputs);
  }
}

function training(): { phone: Recorded; watch: Recorded } {
  const phone = new Recorded(phoneId);
  const watch = new Recorded(watchId);
  phone.activate();
  watch.activate();
  phone.start();
  exchange(phone, watch);
  for (let i = 1; i <= 6; i++) {
    phone.at = watch.at = i * 20_000;
    phone.act({ act: "edit_set", sessionId, setId: "squat.1", weight: 100 + i });
    watch.act({ act: "complete_set", sessionId, setId: "squat.1", isCompleted: i % 2 === 0 });
    watch.act({ act: "measure", sessionId, heartRateBpm: 100 + i });
    exchange(phone, watch);
  }
  watch.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 31.5 });
  exchange(phone, watch);
  return { phone, watch };
}

const observe = (frames: readonly Frame[], deviceId = phoneId) => {
  const observed = new ObservedDevice(deviceId);
  const observations = frames.map((frame) => observed.apply(frame));
  return { observed, observations, mismatches: observations.flatMap(({ mismatches }) => mismatches) };
};

let phone: Recorded;
let watch: Recorded;
beforeEach(() => {
  ({ phone, watch } = training());
});

describe("folding a device's frames", () => {
  test("[OBS-1] ends in the device's own state, for each device, without a mismatch", () => {
    for (const device of [phone, watch]) {
      const { observed, mismatches } = observe(device.frames, device.deviceId);
      expect(mismatches).toEqual([]);
      expect(observed.replica.sessions.get(sessionId)?.digest).toBe(device.session().state.digest);
      expect(observed.deviceId).toBe(device.deviceId);
    }
  });

  test("[OBS-1] every digest on the way is reproduced", () => {
    const observed = new ObservedDevice(phoneId);
    for (const frame of phone.frames) {
      observed.apply(frame);
      for (const [id, digest] of Object.entries(frame.digests ?? {}))
        expect(observed.replica.sessions.get(id)?.digest).toBe(digest);
    }
  });

  test("[OBS-1] a frame's packet and the sessions it touched are handed on", () => {
    const { observations } = observe(phone.frames);
    const started = observations.find(({ packet }) => packet?.kind === "events");
    expect(started?.sessions.map((session) => session.sessionId)).toEqual([sessionId]);
  });

  test("[TEE-6] notes, and bodies that are no packet, change nothing", () => {
    const tracer = new Tracer(phoneId);
    const { mismatches, observations } = observe([
      tracer.frame({ direction: "local", body: '{"kind":"note","note":"reachability","reachable":true}' }),
      tracer.frame({ direction: "received", transport: "message", body: "not JSON", verdict: "rejected" }),
    ]);
    expect(mismatches).toEqual([]);
    expect(observations.map(({ packet }) => packet)).toEqual([undefined, undefined]);
  });
});

test("[RPL-2] a device that refuses a replay, and one that takes it, are both taken at their word", () => {
  const packet = new Sender("replayk70000watch").events(new Pen("replayk70000watch").started());
  for (const allowsReplay of [false, true]) {
    const engine = openEngine({ deviceId: phoneId, role: "phone", mintId: countIds(), allowsReplay });
    const text = JSON.stringify(packet);
    const output = engine.step({ type: "received", now: instant(), transport: "message", text });
    const { verdicts = [], digests = {} } = output;
    const head = { direction: "received", transport: "message", body: text } as const;
    const frame = new Tracer(phoneId).frame({ ...head, verdict: summary(verdicts), verdicts, digests });
    const observed = new ObservedDevice(phoneId);
    expect(observed.apply(frame)).toMatchObject({ mismatches: [], verdicts });
    expect([summary(verdicts), observed.replica.sessions.size]).toEqual(
      allowsReplay ? ["applied", 1] : ["rejected", 0],
    );
    expect(output.save !== undefined && engine.sessions.size > 0).toBe(allowsReplay);
  }
});

describe("judging what a device reports", () => {
  const falsify = (frames: Frame[], index: number, change: Partial<Frame>) =>
    frames.with(index, { ...(frames[index] as Frame), ...change });
  const lastWith = (frames: readonly Frame[], direction: string) =>
    frames.findLastIndex((frame) => frame.direction === direction && frame.digests?.[sessionId] !== undefined);

  test("[OBS-2] a digest that the fold does not give is a mismatch, reported once", () => {
    const { frames } = phone;
    const index = lastWith(frames, "local");
    const { mismatches } = observe(falsify(frames, index, { digests: { [sessionId]: "0123456789abcdef" } }));
    expect(mismatches).toMatchObject([
      { about: "digest", sessionId, reported: "0123456789abcdef", expected: frames[index]?.digests?.[sessionId] },
    ]);
  });

  test("[OBS-2] a device that stays wrong is reported once, and again once it has been right in between", () => {
    const tracer = new Tracer(phoneId);
    const { phone, watch } = trainingPair();
    const pen = new Pen();
    const wrong = { [sessionId]: "0123456789abcdef" };
    const edit = (digests?: Record<string, string>) => {
      const event = pen.weight("squat.1", pen.seq, { seq: pen.seq + 2, revision: pen.seq + 2 });
      return tracer.frame({
        direction: "local",
        body: JSON.stringify(new Sender(phoneId).events(event)),
        ...(digests ? { digests } : {}),
      });
    };
    const observed = new ObservedDevice(phoneId);
    const start = phone.outputs.find(({ events }) => events !== undefined)?.events ?? [];
    const body = JSON.stringify(new Sender(phoneId).events(...start));
    expect(watch.session().state.digest).toBe(phone.session().state.digest);
    observed.apply(tracer.frame({ direction: "local", body, digests: { [sessionId]: watch.session().state.digest } }));
    const counts = [wrong, wrong, undefined, wrong].map((digests) => {
      if (digests !== undefined) return observed.apply(edit(digests)).mismatches.length;
      observed.apply(edit());
      const right = observed.replica.sessions.get(sessionId)?.digest as string;
      return observed.apply(tracer.frame({ direction: "local", body, digests: { [sessionId]: right } })).mismatches
        .length;
    });
    expect(counts).toEqual([1, 0, 0, 1]);
  });

  test("[OBS-2] a verdict that the fold does not give is a mismatch", () => {
    const { frames } = phone;
    const index = frames.findLastIndex(
      ({ direction, verdict, body }) =>
        direction === "received" && verdict === "applied" && body.includes('"kind":"events"'),
    );
    const { mismatches } = observe(falsify(frames, index, { verdict: "superseded" }));
    expect(mismatches).toMatchObject([{ about: "verdict", sessionId, reported: "superseded", expected: "applied" }]);
  });

  test("[OBS-2] ended is not judged: only the device knows what it has forgotten", () => {
    const { frames } = phone;
    const index = frames.findLastIndex(({ direction, verdict }) => direction === "received" && verdict === "applied");
    expect(observe(falsify(frames, index, { verdict: "ended" })).mismatches).toEqual([]);
  });

  test("[OBS-3] after a hole nothing is judged, and the hole is counted", () => {
    const { frames } = phone;
    const cut = frames.findIndex(({ direction, body }) => direction === "local" && body.includes("set_updated"));
    const { mismatches, observations } = observe(frames.toSpliced(cut, 1));
    expect(observations[cut]?.missingFrames).toBe(1);
    expect(observations.reduce((sum, { missingFrames }) => sum + missingFrames, 0)).toBe(1);
    expect(mismatches).toEqual([]);
  });

  test("[OBS-3] a log that begins in the middle accuses no one", () => {
    for (let from = 1; from < phone.frames.length; from++) {
      expect(observe(phone.frames.slice(from)).mismatches, `from frame ${from}`).toEqual([]);
    }
  });

  test("[OBS-3] once the device sends the session whole it is judged again", () => {
    const { frames } = phone;
    const middle = frames.slice(frames.findIndex(({ body }) => body.includes("set_updated")) + 1);
    const index = lastWith(middle, "received");
    const { observed, mismatches } = observe(falsify(middle, index, { digests: { [sessionId]: "0123456789abcdef" } }));
    expect(observed.replica.sessions.get(sessionId)?.digest).toBe(phone.session().state.digest);
    expect(mismatches.map(({ about }) => about)).toEqual(["digest"]);
  });

  test("[OBS-3] a new boot begins at 1: only frames that are missing before it are a hole", () => {
    const tracer = new Tracer(phoneId);
    const ack = (): Frame =>
      tracer.frame({ direction: "sent", transport: "message", body: JSON.stringify(new Sender(phoneId).ack({})) });
    const observed = new ObservedDevice(phoneId);
    const missing = (frame: Frame): number => (observed.apply(frame) as Observation).missingFrames;
    expect([missing(ack()), missing(ack())]).toEqual([0, 0]);
    tracer.bootId = "boot-2";
    tracer.traceSeq = 0;
    expect(missing(ack())).toBe(0);
    tracer.traceSeq = 4;
    expect(missing(ack())).toBe(3);
  });

  test("[OBS-4] of more than 64 sessions those that ended are forgotten, the oldest first, and live ones are not", () => {
    const tracer = new Tracer(phoneId);
    const observed = new ObservedDevice(phoneId);
    const make = (...events: Envelope[]) =>
      observed.apply(tracer.frame({ direction: "local", body: JSON.stringify(new Sender(phoneId).events(...events)) }));
    const live = new Pen(phoneId, "s-live");
    make(live.started());
    for (let i = 0; i < 100; i++) {
      const pen = new Pen(phoneId, `s-${i}`);
      make(pen.started({ exercises: [] }), pen.discarded());
    }
    expect(observed.replica.sessions.size).toBe(limits.openSessions);
    expect([...observed.replica.sessions.keys()].slice(0, 2)).toEqual(["s-live", "s-37"]);
    expect(observed.replica.sessions.has("s-99")).toBe(true);
  });

  test("[OBS-6] redacted frames of an ended session are not judged by their digest, which counts health", () => {
    const { frames } = phone;
    const index = lastWith(frames, "received");
    expect(phone.session().state.registers.ended).toBe(true);
    const changed = { digests: { [sessionId]: "0123456789abcdef" } };
    expect(observe(falsify(frames, index, changed)).mismatches).toHaveLength(1);
    expect(observe(falsify(frames, index, { ...changed, redacted: true })).mismatches).toEqual([]);
  });
});

test("the sessions of a packet are those its parts are about", () => {
  const { state } = phone.session();
  const sender = new Sender(phoneId, haveOf(state));
  expect(
    sessionsOf(sender.events(new Pen().discarded(), new Pen(phoneId, "s-2").discarded(), new Pen().discarded())),
  ).toEqual(["s-1", "s-2"]);
  expect(sessionsOf(sender.hello(standingOf(state)))).toEqual(["s-1"]);
  expect(sessionsOf(sender.snapshot(snapshotOf(state)))).toEqual(["s-1"]);
  expect(sessionsOf(sender.ack())).toEqual(["s-1"]);
  expect(sessionsOf(new Sender(phoneId).ping())).toEqual([]);
});
