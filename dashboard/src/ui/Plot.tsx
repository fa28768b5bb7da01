import { useEffect, useRef, useState } from "react";
import UPlot, { type AlignedData, type Options, type Series } from "uplot";
import styles from "./Chart.module.css";
import type { ChartProps, Line } from "./Chart.tsx";
import { type ReadColour, useColours } from "./colours.ts";

interface Colours {
  readonly of: Readonly<Record<string, string>>;
  readonly font: string;
}

/** What stands under the pointer. */
interface Tip {
  readonly left: number;
  readonly isRight: boolean;
  readonly time: string;
  readonly values: readonly string[];
}

const named = ["line", "faint", "accent", "applied", "healed", "superseded", "early", "muted"];

function readAll(colour: ReadColour, font: string): Colours {
  return { of: Object.fromEntries(named.map((name) => [name, colour(name)])), font };
}

/** A chart drawn by uPlot; loaded when the first one is shown. */
export function Plot({ times, lines, say, isCount = false, leastSpan = 0, height = 170 }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const colours = useColours(place, readAll);
  const [tip, show] = useState<Tip | null>(null);
  const latest = useRef({ times, lines, say });
  latest.current = { times, lines, say };
  const shape = lines.map(({ name, colour, band, isStep }) => [name, colour, band !== undefined, isStep]).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines' values come through setData; only their shape makes another plot
  useEffect(() => {
    const element = place.current;
    if (element === null || colours === null) return;
    const made = new UPlot(
      optionsFor(
        {
          lines,
          colours,
          isCount,
          leastSpan,
          say: (value) => latest.current.say(value),
          width: element.clientWidth,
          height,
        },
        (index, left, width) => show(index === null ? null : tipAt(latest.current, index, left, width)),
      ),
      dataOf(times, lines),
      element,
    );
    plot.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [colours, shape, isCount, leastSpan, height]);

  useEffect(() => {
    plot.current?.setData(dataOf(times, lines));
  }, [times, lines]);

  return (
    <>
      <div ref={place} />
      {tip !== null && (
        <div className={styles.tip} style={tip.isRight ? { right: tip.left } : { left: tip.left }} aria-hidden="true">
          <time>{tip.time}</time>
          {tip.values.map((value) => (
            <div key={value}>{value}</div>
          ))}
        </div>
      )}
    </>
  );
}

/** A line with a band is three: both edges, then itself upon them. */
function dataOf(times: readonly number[], lines: readonly Line[]): AlignedData {
  const rows = lines.flatMap(({ values, band }) => (band === undefined ? [values] : [band.low, band.high, values]));
  return [times.map((at) => at / 1_000), ...rows.map((row) => [...row])] as AlignedData;
}

/** Half a time of day at the axis, so that one at the right edge is not cut off. */
const halfTime = 26;

interface Drawn extends Pick<ChartProps, "lines" | "say"> {
  colours: Colours;
  isCount: boolean;
  leastSpan: number;
  width: number;
  height: number;
}

function optionsFor(
  { lines, colours: { of, font }, isCount, leastSpan, say, width, height }: Drawn,
  moved: (index: number | null, left: number, width: number) => void,
): Options {
  const series: Series[] = [{}];
  const bands: NonNullable<Options["bands"]> = [];
  for (const { name, colour, band, isStep = false } of lines) {
    const stroke = of[colour] as string;
    if (band !== undefined) {
      const edge = { stroke: "transparent", width: 0, points: { show: false } };
      series.push({ ...edge, label: `${name}, at least` }, { ...edge, label: `${name}, at most` });
      bands.push({ series: [series.length - 1, series.length - 2], fill: faint(stroke, 0.2) });
    }
    const stepped = UPlot.paths.stepped?.({ align: 1 });
    series.push({
      ...{ label: name, stroke, width: 1.6, points: { show: false } },
      ...(isStep && stepped !== undefined ? { paths: stepped, fill: faint(stroke, 0.12) } : {}),
    });
  }
  const [ink = "", line = ""] = [of.faint, of.line];
  const axis = { stroke: ink, font: `11px ${font}`, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    ...{ width, height, series, bands, padding: [10, halfTime, 0, 0], legend: { show: false } },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_plot, low, high) => (isCount ? countRange(high) : spanRange(low, high, leastSpan)) } },
    axes: [
      { ...axis, space: 70, size: 26, values: (_plot, ticks) => ticks.map(clock) },
      {
        ...{ ...axis, size: 66, space: 30, values: (_plot, ticks) => ticks.map((tick) => say(tick)) },
        ...(isCount ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000] } : {}),
      },
    ],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left = -1 }, over }) =>
          moved(left < 0 ? null : (idx ?? null), left + 66, over.clientWidth + 66),
      ],
    },
  };
}

function countRange(high: number): UPlot.Range.MinMax {
  return [0, Math.max(3, Math.ceil(high * 1.15))];
}

function spanRange(low: number, high: number, least: number): UPlot.Range.MinMax {
  const [middle, half] = [(low + high) / 2, Math.max(least, (high - low) * 1.15) / 2];
  return [middle - half, middle + half];
}

function tipAt(
  { times, lines, say }: Pick<ChartProps, "times" | "lines" | "say">,
  index: number,
  left: number,
  width: number,
): Tip | null {
  const at = times[index];
  if (at === undefined) return null;
  const values = lines.flatMap(({ name, values, band }) => {
    const value = values[index];
    if (value === null || value === undefined) return [];
    const doubt = band === undefined ? "" : ` ± ${say(((band.high[index] ?? 0) - (band.low[index] ?? 0)) / 2)}`;
    return [`${lines.length > 1 ? `${name} ` : ""}${say(value)}${doubt}`];
  });
  const isRight = left > width / 2;
  return { left: isRight ? width - left + 12 : left + 12, isRight, time: clock(at / 1_000), values };
}

function clock(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleTimeString("en-GB");
}

/** `rgb(1, 2, 3)` seen through; colours come resolved. */
function faint(colour: string, alpha: number): string {
  return colour.replace(
    /^rgba?\(([^)]*)\)$/,
    (_all, parts: string) => `rgba(${parts.split(",").slice(0, 3).join(",")}, ${alpha})`,
  );
}
