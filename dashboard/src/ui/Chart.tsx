import { lazy, Suspense } from "react";
// With the page: what is asked for again later comes without its styles.
import "uplot/dist/uPlot.min.css";
import styles from "./Chart.module.css";

/** One line of a chart, over the times that all share; null is a hole. */
export interface Line {
  readonly name: string;
  /** A token of tokens.css. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  /** Holds its value until the next point, as a count does. */
  readonly isStep?: boolean;
  /** Between these two the truth lies: shaded in the line's colour. */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
}

export interface ChartProps {
  /** What it shows, in a sentence with its figures: all that a reader who does not see it gets. */
  readonly label: string;
  /** Milliseconds since 1970, rising. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** A value with its unit, as it stands at the axis and under the pointer. */
  readonly say: (value: number) => string;
  /** Whole numbers from 0 up, which have no half. */
  readonly isCount?: boolean;
  /** The axis shows at least so much, that a quiver is not drawn as a storm. */
  readonly leastSpan?: number;
  readonly height?: number;
}

// Drawn by a library that nobody needs who looks at sessions alone. What React is told of as lost, takes the whole page along: while the relay
// does not answer, it is still to come.
const Plot = lazy(async () => {
  for (;;) {
    try {
      return { default: (await import("./Plot.tsx")).Plot };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
});

/** Values over time; the pointer reads them off. */
export function Chart(props: ChartProps) {
  const { label, height = 170 } = props;
  return (
    <div className={styles.chart} role="img" aria-label={label} style={{ height }}>
      <Suspense fallback={<p className={styles.waiting}>Drawing</p>}>
        <Plot {...props} height={height} />
      </Suspense>
    </div>
  );
}
