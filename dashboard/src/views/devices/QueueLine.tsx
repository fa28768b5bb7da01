import type { DeviceVitals } from "@lighty/protocol/projections";
import styles from "./DeviceCard.module.css";

const [width, height] = [240, 34];

/** The queue over time as a small stepped line, for a card: its shape, not its figures. */
export function QueueLine({ points, until }: { points: DeviceVitals["queue"]; until: number }) {
  const [first] = points;
  if (first === undefined || until <= first.at) return <div className={styles.queue} />;
  const most = Math.max(4, ...points.map(({ depth }) => depth));
  const x = (at: number) => ((at - first.at) / (until - first.at)) * width;
  const y = (depth: number) => height - 2 - (depth / most) * (height - 6);
  const steps = points.map(
    ({ at, depth }, index) =>
      `${index === 0 ? "M" : "H"}${x(at).toFixed(1)} ${index === 0 ? "" : "V"}${y(depth).toFixed(1)}`,
  );
  const line = steps
    .join("")
    .replaceAll(" V", "V")
    .replace(/^M([\d.]+) /, "M$1 ");
  return (
    <svg className={styles.queue} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={`${line}H${width}V${height}H0Z`} fill="var(--accent)" fillOpacity="0.12" />
      <path
        d={`${line}H${width}`}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.4"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
