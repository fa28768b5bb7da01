import type { ClockSample } from "@lighty/protocol";
import { span } from "./time.ts";

/** A line of a chart, as its ui takes it. */
interface ClockLine {
  name: string;
  colour: string;
  values: (number | null)[];
  band: { low: (number | null)[]; high: (number | null)[] };
}

export interface ClockSeries {
  /** The latest reading, which the others are drawn against: a difference of milliseconds shows beside any offset. */
  readonly base: number;
  readonly times: readonly number[];
  readonly lines: readonly ClockLine[];
  readonly summary: string;
}

/** Readings as a line with a band. Another run of the app may have another clock, so there the line breaks. */
export function clockSeries(samples: readonly ClockSample[]): ClockSeries {
  const base = samples.at(-1)?.offsetMs ?? 0;
  const times: number[] = [];
  const values: (number | null)[] = [];
  const [low, high]: (number | null)[][] = [[], []] as (number | null)[][];
  let before: ClockSample | undefined;
  for (const sample of samples) {
    if (before !== undefined && before.bootId !== sample.bootId) {
      times.push((before.at + sample.at) / 2);
      for (const row of [values, low, high]) row?.push(null);
    }
    const value = sample.offsetMs - base;
    times.push(sample.at);
    values.push(value);
    low?.push(value - sample.uncertaintyMs);
    high?.push(value + sample.uncertaintyMs);
    before = sample;
  }
  const offsets = samples.map(({ offsetMs }) => offsetMs);
  const doubts = samples.map(({ uncertaintyMs }) => uncertaintyMs);
  const summary =
    samples.length === 0
      ? "none"
      : `from ${span(Math.min(...offsets))} to ${span(Math.max(...offsets))}, in doubt by ${span(Math.min(...doubts))} to ${span(Math.max(...doubts))}`;
  const band = { low: low ?? [], high: high ?? [] };
  return { base, times, lines: [{ name: "offset", colour: "healed", values, band }], summary };
}

/** "1.7 s behind the relay's": `offsetMs` is what is to be added to the device's stamps. */
export function clockRelation(offsetMs: number): string {
  if (offsetMs === 0) return "As the relay's";
  return `${span(Math.abs(offsetMs))} ${offsetMs > 0 ? "behind" : "ahead of"} the relay's`;
}
