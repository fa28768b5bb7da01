import type { Entry } from "@lighty/protocol";
import { CaptureReader, CaptureWriter } from "@lighty/protocol/captures";
import { Pacing, Playback, Recorder } from "@lighty/protocol/replay";
import { Lifter, Random, simulate, steadyHabits, type World } from "@lighty/protocol/sim";
import { Controls, play } from "../src/replay/playing.ts";
import type { ReplayTarget } from "../src/replay/replay-target.ts";

/** A capture of several whole workouts, as text. */
export function gymCapture(workouts: number): string {
  const writer = new CaptureWriter();
  let text = writer.header({ devices: [], clockSamples: [], redaction: "none" });
  for (let seed = 0; seed < workouts; seed++) {
    let world: World | undefined;
    const recorder = new Recorder(() => world?.agenda.now ?? 0);
    simulate({
      seed: `bench ${seed}`,
      witnesses: [recorder],
      person: (opened) => {
        world = opened;
        return new Lifter(opened.agenda, new Random(seed), steadyHabits, opened.devices);
      },
    });
    for (const { receivedAt, frame } of recorder.entries) text += writer.frame(receivedAt, JSON.stringify(frame));
  }
  return text + writer.trailer();
}

const perSecond = (count: number, run: () => void): number => {
  const startedAt = performance.now();
  run();
  return (count * 1000) / (performance.now() - startedAt);
};

/** What the same lines cost, in frames per second: parsed alone, read as a capture, and verified from text to verdicts. */
export function verifying(text: string): Record<"parse" | "read" | "verify", () => number> {
  const lines = text.trim().split("\n");
  const count = lines.length - 2;
  return {
    parse: () =>
      perSecond(count, () => {
        for (const line of lines) JSON.parse(line);
      }),
    read: () => perSecond(count, () => void entriesIn(text)),
    verify: () =>
      perSecond(count, () => {
        const playback = new Playback();
        playback.apply(entriesIn(text));
        if (playback.differences.length + playback.invariants.end().length > 0)
          throw new Error("an honest capture is red");
      }),
  };
}

export function entriesIn(text: string): Entry[] {
  const reader = new CaptureReader();
  const frames = [...reader.push(text), ...reader.end()];
  return frames.map(({ receivedAt, frame }, i) => ({ entry: i + 1, receivedAt, frame }));
}

/** How late each entry is played at rate 1, by the wall's clock: the sorted delays in milliseconds. */
export async function pacingDelays(entries: readonly Entry[], gapMs: number): Promise<number[]> {
  const times = entries.map((_, i) => i * gapMs);
  const began = performance.now();
  const delays: number[] = [];
  const target: ReplayTarget = {
    play: async () => [],
    restart: async () => {},
    end: async () => ({ isGreen: true, sentence: "" }),
  };
  const played = ({ entry }: Entry) => void delays.push(performance.now() - began - (times[entry - 1] as number));
  await play({ entries, target, played, pacing: new Pacing({ times, rate: 1 }), controls: new Controls() });
  return delays.sort((a, b) => a - b);
}

/** Milliseconds to go to the middle of a capture of so many entries: the machine alone. */
export function seekMs(count: number): number {
  const pacing = new Pacing({ times: Array.from({ length: count }, (_, i) => i), startsPaused: true });
  pacing.step({ type: "seek", now: 0, to: count });
  const startedAt = performance.now();
  pacing.step({ type: "seek", now: 0, to: count >> 1 });
  return performance.now() - startedAt;
}
