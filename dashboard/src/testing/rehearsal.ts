import {
  type Act,
  Engine,
  type Entry,
  type Frame,
  type Input,
  type Instant,
  type Meta,
  type Output,
  type Role,
  summary,
} from "@lighty/protocol";
import { Agenda, FakeLink, fairWeather, Random, SimDevice, type Weather } from "@lighty/protocol/sim";

/*
 * A short workout of two real engines over the simulated link, with what a tee would have written of it: an outage, an edit on both sides
 * of it, a message that was delivered though its reply timed out. Every run gives the same entries.
 */

export const sessionId = "rehearsal-1";

export const plan: Omit<Meta, "startedAt" | "clockId"> = {
  routineName: "Push day",
  unit: "kg",
  exercises: [
    exercise("bench", "Bench press", 80, 8, 3),
    exercise("press", "Overhead press", 45, 6, 3),
    exercise("dips", "Dips", 0, 12, 2),
  ],
};

function exercise(exerciseId: string, name: string, weight: number, reps: number, count: number) {
  const sets = Array.from({ length: count }, (_, index) => ({
    setId: `${exerciseId}-${index + 1}`,
    weight,
    reps,
    isCompleted: false,
  }));
  return { exerciseId, name, restSeconds: 90, sets };
}

type Deed = Act extends infer A ? (A extends Act ? Omit<A, "sessionId"> : never) : never;

/** A tap: when, on which device, what. */
export type Tap = [atMs: number, role: Role, deed: Deed];

const outage = { from: 40_000, to: 75_000 };

/** What the two people in this room do; the edits of bench-3 are made apart, in the outage. */
export const script: Tap[] = [
  [1_000, "phone", { act: "start", plan }],
  [6_000, "watch", { act: "edit_set", setId: "bench-1", weight: 82.5 }],
  [18_000, "watch", { act: "complete_set", setId: "bench-1", isCompleted: true }],
  [18_400, "watch", { act: "rest_start", durationMs: 90_000 }],
  [25_000, "phone", { act: "rest_skip" }],
  [36_000, "phone", { act: "complete_set", setId: "bench-2", isCompleted: true }],
  [46_000, "phone", { act: "edit_set", setId: "bench-3", weight: 85, reps: 6 }],
  [52_000, "watch", { act: "edit_set", setId: "bench-3", weight: 87.5 }],
  [60_000, "watch", { act: "complete_set", setId: "bench-3", isCompleted: true }],
  [80_000, "watch", { act: "go_to_exercise", index: 1 }],
  [84_000, "phone", { act: "edit_set", setId: "press-1", weight: 47.5 }],
  [84_010, "watch", { act: "edit_set", setId: "press-1", weight: 50 }],
  [96_000, "phone", { act: "complete_set", setId: "press-1", isCompleted: true }],
  [99_000, "watch", { act: "measure", activeEnergyKcal: 61.5, heartRateBpm: 128 }],
];

export function rehearsalWeather(): Weather {
  const weather = fairWeather();
  weather.calmAt = 200_000;
  weather.outages.push(outage);
  weather.skewMs.watch = 1_700;
  weather.channels.message.lateReply = 0.2;
  return weather;
}

export interface Rehearsal {
  readonly entries: Entry[];
  /** Goes on until that true time. */
  runUntil(timeMs: number): void;
}

/** Both devices, ready to begin. `heard` is told of each entry as it is written. */
export function rehearse(
  taps: Tap[] = script,
  weather = rehearsalWeather(),
  heard: (entry: Entry) => void = () => {},
): Rehearsal {
  const agenda = new Agenda();
  const random = new Random(7);
  const link = new FakeLink(agenda, random, weather);
  const entries: Entry[] = [];
  const write = (frame: Frame) => {
    const entry = { entry: entries.length + 1, receivedAt: 1_767_632_400_000 + agenda.now, frame };
    entries.push(entry);
    heard(entry);
  };
  const devices = { phone: device("phone"), watch: device("watch") };

  function device(role: Role): SimDevice {
    const deviceId = `${role}000001`;
    const peer = role === "phone" ? "watch000001" : "phone000001";
    let engine: Engine;
    let traceSeq = 0;
    const tee = (now: Instant, crossing: Pick<Frame, "direction" | "body"> & Partial<Frame>) => {
      write({
        observer: { deviceId, role },
        bootId: `${role}-boot`,
        traceSeq: ++traceSeq,
        observedAt: engine.clockAt(now),
        monotonicMs: now.monotonicMs,
        sizeBytes: crossing.body.length,
        queueDepth: engine.queueDepth,
        ...crossing,
      });
    };
    const made: SimDevice = new SimDevice({
      agenda,
      random,
      role,
      deviceId,
      weather,
      link: link[role],
      open: (options) => {
        engine = new Engine(options);
        return engine;
      },
      witnesses: [
        {
          saved: (_, input, output) => teeInput(input, output),
          sent: (_, { channel, sendId, text }) =>
            tee(made.instant(), { direction: "sent", transport: channel, peer, sendId, body: text }),
        },
      ],
    });

    function teeInput(input: Input, output: Output): void {
      const digests = output.digests === undefined ? {} : { digests: output.digests };
      if (input.type === "received") {
        const verdicts = output.verdicts ?? [];
        const { transport, text } = input;
        tee(input.now, {
          direction: "received",
          transport,
          peer,
          body: text,
          verdicts,
          verdict: summary(verdicts),
          ...digests,
        });
      }
      if (output.events !== undefined && output.events.length > 0) {
        const body = JSON.stringify({ v: 1, deviceId, role, have: {}, kind: "events", events: output.events });
        tee(input.now, { direction: "local", body, ...digests });
      }
      if (input.type === "reachability") {
        const body = JSON.stringify({ kind: "note", note: "reachability", reachable: input.reachable });
        tee(input.now, { direction: "local", body });
      }
      if (input.type === "sent" && input.errorCode !== undefined) {
        const { sendId, errorCode } = input;
        const body = JSON.stringify({ kind: "note", note: "send_failed", sendId, transport: "message", errorCode });
        tee(input.now, { direction: "local", body });
      }
    }
    return made;
  }

  for (const role of ["phone", "watch"] as const) agenda.at(0, () => devices[role].start());
  for (const [at, role, deed] of taps) agenda.at(at, () => devices[role].act({ ...deed, sessionId } as Act));
  return { entries, runUntil: (timeMs) => agenda.runUntil(timeMs) };
}

/** All of it, as the relay would hold it. */
export function rehearsedEntries(untilMs = 110_000): Entry[] {
  const rehearsal = rehearse();
  rehearsal.runUntil(untilMs);
  return rehearsal.entries;
}
