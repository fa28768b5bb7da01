import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRate, Pacing, type PacingInput, type PacingOptions } from "./pacing.ts";

const times = [0, 100, 100, 400, 1_000];

/** What a sequence of inputs gives: due items, wake time, state, and where it was rewound to. */
function run(
  options: Partial<PacingOptions>,
  inputs: readonly (readonly [now: number, input: Omit<PacingInput, "now">])[],
) {
  const pacing = new Pacing({ times, ...options });
  return inputs.map(([now, input]) => {
    const { due, wakeAt, state, rewindTo } = pacing.step({ ...input, now } as PacingInput);
    return [due.join(" "), wakeAt, state, ...(rewindTo === undefined ? [] : [rewindTo])];
  });
}

const tick = { type: "tick" } as const;

describe("pacing by table", () => {
  test("at rate 1 each item is due when it was recorded", () => {
    expect(
      run({}, [
        [50, { type: "start" }],
        [149, tick],
        [150, tick],
        [500, tick],
        [1_050, tick],
      ]),
    ).toEqual([
      ["0", 150, "running"],
      ["", 150, "running"],
      ["1 2", 450, "running"],
      ["3", 1_050, "running"],
      ["4", null, "ended"],
    ]);
  });

  test("at rate 20 a second takes 50 ms, at 0.01 a hundred times as long, and as fast as possible nothing waits", () => {
    expect(
      run({ rate: 20 }, [
        [0, { type: "start" }],
        [50, tick],
      ]),
    ).toEqual([
      ["0", 5, "running"],
      ["1 2 3 4", null, "ended"],
    ]);
    expect(run({ rate: 0.01 }, [[0, { type: "start" }]])).toEqual([["0", 10_000, "running"]]);
    expect(
      run({ rate: "max", batch: 2 }, [
        [7, { type: "start" }],
        [7, tick],
        [7, tick],
      ]),
    ).toEqual([
      ["0 1", 7, "running"],
      ["2 3", 7, "running"],
      ["4", null, "ended"],
    ]);
  });

  test("it starts paused where asked, steps on and back, and plays from there", () => {
    const inputs = [
      [0, { type: "start" }],
      [10, { type: "step" }],
      [20, { type: "step" }],
      [30, { type: "step_back" }],
      [40, { type: "resume" }],
      [340, tick],
    ] as const;
    expect(run({ startsPaused: true }, inputs)).toEqual([
      ["", null, "paused"],
      ["0", null, "paused"],
      ["1", null, "paused"],
      ["", null, "paused", 1],
      ["1 2", 340, "running"],
      ["3", 940, "running"],
    ]);
  });

  test("a pause stops the time, and a change of rate does not make it leap", () => {
    const inputs = [
      [0, { type: "start" }],
      [60, { type: "pause" }],
      [9_000, { type: "resume" }],
      [9_040, tick],
      [9_040, { type: "rate", rate: 10 }],
    ] as const;
    expect(run({}, inputs as never)).toEqual([
      ["0", 100, "running"],
      ["", null, "paused"],
      ["", 9_040, "running"],
      ["1 2", 9_340, "running"],
      ["", 9_070, "running"],
    ]);
  });

  test("a seek forward plays what lies between at once, one back rewinds", () => {
    const inputs = [
      [0, { type: "start" }],
      [0, { type: "seek", to: 4 }],
      [10, { type: "seek", to: 1 }],
      [10, tick],
    ] as const;
    expect(run({}, inputs as never)).toEqual([
      ["0", 100, "running"],
      ["1 2 3", 0, "running"],
      ["", 10, "running", 1],
      ["1 2", 310, "running"],
    ]);
  });

  test("from, to and a filter leave the others out, and a loop begins anew after the last", () => {
    const passes = (index: number) => index !== 2;
    expect(
      run({ from: 1, to: 4, passes }, [
        [0, { type: "start" }],
        [300, tick],
      ]),
    ).toEqual([
      ["1", 300, "running"],
      ["3", null, "ended"],
    ]);
    expect(
      run({ to: 2, loops: true }, [
        [0, { type: "start" }],
        [100, tick],
        [100, tick],
        [100, tick],
      ]),
    ).toEqual([
      ["0", 100, "running"],
      ["1", 100, "running"],
      ["", 100, "running", 0],
      ["0", 200, "running"],
    ]);
  });

  test("a finding pauses it; an empty capture has ended before it began; times that go back count as none", () => {
    expect(
      run({}, [
        [0, { type: "start" }],
        [50, { type: "found" }],
        [999, tick],
      ]),
    ).toEqual([
      ["0", 100, "running"],
      ["", null, "paused"],
      ["", null, "paused"],
    ]);
    expect(run({ times: [] }, [[0, { type: "start" }]])).toEqual([["", null, "ended"]]);
    expect(run({ times: [], loops: true }, [[0, { type: "start" }]])).toEqual([["", null, "ended"]]);
    expect(run({ times: [500, 100] }, [[0, { type: "start" }]])).toEqual([["0 1", null, "ended"]]);
  });

  test("a rate is 0.01 to 1000, or max", () => {
    expect([0.01, 1, 1_000, "max" as const].every(isRate)).toBe(true);
    expect([0, 0.009, 1_001, Number.NaN, -1].some(isRate)).toBe(false);
    expect(() => new Pacing({ times, rate: 0 })).toThrow(RangeError);
  });
});

/** The same machine in the fewest words: a time in the capture, moved by hand. */
class Model {
  readonly times: readonly number[];
  readonly from: number;
  readonly to: number;
  rate: number;
  isRunning: boolean;
  at: number;
  next: number;

  constructor(times: readonly number[], from: number, rate: number, isRunning: boolean) {
    this.times = times;
    this.from = from;
    this.to = times.length;
    this.rate = rate;
    this.isRunning = isRunning;
    this.at = times[from] ?? 0;
    this.next = from;
  }

  pass(ms: number): number[] {
    if (!this.isRunning) return [];
    this.at += ms * this.rate;
    const due: number[] = [];
    while (this.next < this.to && (this.times[this.next] as number) <= this.at + 1e-6) due.push(this.next++);
    if (this.next >= this.to) this.isRunning = false;
    return due;
  }
}

const moves = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant("tick" as const), ms: fc.integer({ min: 0, max: 700 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constantFrom("pause" as const, "resume" as const, "step" as const),
        ms: fc.integer({ min: 0, max: 90 }),
      }),
    },
    fc.record({
      type: fc.constant("rate" as const),
      ms: fc.integer({ min: 0, max: 90 }),
      rate: fc.constantFrom(0.01, 0.5, 1, 4, 1_000),
    }),
    fc.record({ type: fc.constant("seek" as const), ms: fc.integer({ min: 0, max: 90 }), to: fc.nat(14) }),
  ),
  { maxLength: 40 },
);

test("whatever is done to it, what is due is what the model says, never early and never twice without a rewind", () => {
  const scene = fc.record({
    gaps: fc.array(fc.constantFrom(0, 1, 40, 300), { minLength: 1, maxLength: 12 }),
    from: fc.nat(3),
    rate: fc.constantFrom(0.5, 1, 20),
    startsPaused: fc.boolean(),
    moves,
  });
  fc.assert(
    fc.property(scene, ({ gaps, from: wanted, rate, startsPaused, moves }) => {
      let sum = 0;
      const times = gaps.map((gap) => {
        sum += gap;
        return sum;
      });
      const from = Math.min(wanted, times.length - 1);
      const pacing = new Pacing({ times, rate, startsPaused, from });
      const model = new Model(times, from, rate, !startsPaused);
      let now = 0;
      expect(pacing.step({ type: "start", now }).due).toEqual(model.pass(0));
      for (const move of moves) {
        now += move.ms;
        // What came due before the input is the model's to say first; the machine says it with the input, or at the next tick.
        if (move.type === "tick") expect(pacing.step({ type: "tick", now }).due).toEqual(model.pass(move.ms));
        else {
          expect(pacing.step({ type: "tick", now }).due).toEqual(model.pass(move.ms));
          const output = pacing.step(
            move.type === "rate"
              ? { type: "rate", now, rate: move.rate }
              : move.type === "seek"
                ? { type: "seek", now, to: move.to }
                : { type: move.type, now },
          );
          expect(output).toMatchObject(expected(model, move, times));
        }
        expect(pacing.position).toBe(model.next);
      }
    }),
    { numRuns: 500 },
  );
});

function expected(model: Model, move: { type: string; rate?: number; to?: number }, times: readonly number[]): object {
  const hasEnded = model.next >= model.to;
  switch (move.type) {
    case "pause":
      model.isRunning = false;
      return { due: [] };
    case "resume":
      if (!hasEnded) model.isRunning = true;
      return { due: model.pass(0) };
    case "rate":
      model.rate = move.rate as number;
      return { due: model.pass(0) };
    case "step": {
      model.isRunning = false;
      if (hasEnded) return { due: [], state: "ended" };
      const index = model.next++;
      model.at = Math.max(model.at, times[index] as number);
      return { due: [index] };
    }
    default: {
      const to = Math.min(Math.max(move.to as number, model.from), model.to);
      const due = Array.from({ length: Math.max(0, to - model.next) }, (_, i) => model.next + i);
      const back = to < model.next ? { rewindTo: to } : {};
      if (hasEnded) model.isRunning = false;
      model.next = to;
      model.at = times[Math.min(to, model.to - 1)] as number;
      if (to >= model.to) model.isRunning = false;
      return { due, ...back };
    }
  }
}
