import { CaptureWriter } from "../../src/captures/index.ts";
import { type Act, type CaptureHeader, captureFormatVersion, protocolVersion, type Role } from "../../src/index.ts";
import { expectationText, Player, Recorder, type Score, verify } from "../../src/replay/index.ts";
import { fairWeather, type OpenEngine, simulate, type Weather, type World } from "../../src/sim/index.ts";

/** A deed without its session, which is the story's first unless it says another. */
export type Deed = Act extends infer A
  ? A extends { sessionId: string }
    ? Omit<A, "sessionId"> & { sessionId?: string }
    : never
  : never;

/** One capture of the corpus: who does what when, and what goes wrong on the way. Times are seconds since the world began. */
export interface Story {
  name: string;
  /** What it shows, in one sentence. */
  story: string;
  seed: string;
  deeds: readonly (readonly [seconds: number, role: Role, deed: Deed])[];
  weather?: Partial<Weather>;
  /** Changes of the weather on the way. */
  turns?: readonly (readonly [seconds: number, turn: (weather: Weather) => void])[];
  installs?: readonly (readonly [seconds: number, role: Role, deviceId: string])[];
  /** Another engine than the real one, on one device. */
  open?: OpenEngine;
}

/** The files of a story, as they are committed. */
export interface StoryFiles {
  capture: string;
  expected: string;
  frames: number;
  findings: readonly string[];
  red: string | undefined;
}

/** Plays a story with the real engines over the simulated link, and writes down what the tees of both devices told. */
export function tell(told: Story): StoryFiles {
  const entries = record(told);
  const header = headerOf(entries);
  const writer = new CaptureWriter();
  let capture = writer.header(header);
  for (const { receivedAt, frame } of entries) capture += writer.frame(receivedAt, JSON.stringify(frame));
  capture += writer.trailer();
  const { shown } = verify({ header, entries });
  const { format, formatVersion, ...rest } = shown;
  const expected = expectationText({ format, formatVersion, story: told.story, ...rest });
  const findings = [...new Set(shown.findings.map(({ rule }) => rule))];
  return { capture, expected, frames: entries.length, findings, red: shown.red };
}

function record({ seed, deeds, weather = {}, turns = [], installs = [], open }: Story): Recorder["entries"] {
  const last = Math.max(...deeds.map(([seconds]) => seconds), ...turns.map(([seconds]) => seconds));
  const score: Score = {
    deviceIds: {},
    deeds: deeds.map(([seconds, role, deed]) => ({
      at: seconds * 1000,
      role,
      act: { sessionId: "workout-1", ...deed } as Act,
    })),
    kills: [],
    installs: installs.map(([seconds, role, deviceId]) => ({ at: seconds * 1000, role, deviceId })),
  };
  let world: World | undefined;
  const recorder = new Recorder(() => world?.agenda.now ?? 0);
  const run = simulate({
    seed: `corpus ${seed}`,
    weather: { ...fairWeather(), calmAt: (last + 2) * 1000, ...weather },
    deviceIds: { phone: "phone0001", watch: "watch0001" },
    witnesses: [recorder],
    ...(open === undefined ? {} : { open }),
    person: (opened) => {
      world = opened;
      for (const [seconds, turn] of turns) opened.agenda.at(seconds * 1000, () => turn(opened.weather));
      return new Player(opened, score);
    },
  });
  if (run.faults.length > 0 && open === undefined)
    throw new Error(`the story of seed ${seed} breaks an invariant: ${run.faults[0]?.sentence}`);
  return recorder.entries;
}

/** The recorder's clock is right, so how far each device's is off can be read from its first frame. */
function headerOf(entries: Recorder["entries"]): CaptureHeader {
  const first = new Map<string, (typeof entries)[number]>();
  for (const entry of entries) {
    const { deviceId } = entry.frame.observer;
    if (!first.has(deviceId)) first.set(deviceId, entry);
  }
  return {
    kind: "header",
    format: "lighty-capture",
    formatVersion: captureFormatVersion,
    protocolVersion,
    devices: [...first.values()].map(({ frame }) => ({ ...frame.observer, build: "simulator" })),
    clockSamples: [...first.values()].map(({ receivedAt, frame }) => ({
      deviceId: frame.observer.deviceId,
      at: frame.observedAt,
      offsetMs: receivedAt - frame.observedAt,
      uncertaintyMs: 1,
    })),
    redaction: "none",
  };
}
