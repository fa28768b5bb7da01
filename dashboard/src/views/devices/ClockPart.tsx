import { useMemo } from "react";
import { clockRelation, clockSeries } from "../../model/clock-series.ts";
import type { Device } from "../../model/devices.ts";
import { span } from "../../model/time.ts";
import { useClock } from "../../store/desk.ts";
import { Chart } from "../../ui/Chart.tsx";
import styles from "./DevicePage.module.css";

/** How far a device's clock is from the relay's over time, with what is not known of it as a band. */
export function ClockPart({ device: { deviceId, heard } }: { device: Device }) {
  const { data: samples } = useClock(deviceId);
  const series = useMemo(() => clockSeries(samples ?? []), [samples]);
  const best = heard?.clock ?? null;
  return (
    <section className={styles.part} aria-labelledby="clock">
      <h2 id="clock">Clock</h2>
      <p className={styles.now}>
        {best === null ? (
          <span className={styles.nothing}>
            No reading yet. A tee reads its clock against the relay's every 15 s; one whose time does not run like the
            relay's, a demo in a hurry, leaves it out.
          </span>
        ) : (
          <>
            <b>{clockRelation(best.offsetMs)}</b> <span>± {span(best.uncertaintyMs)}</span>
          </>
        )}
      </p>
      {samples !== undefined && samples.length > 1 && (
        <>
          <Chart
            label={`Clock over ${samples.length} readings: ${series.summary}`}
            times={series.times}
            lines={series.lines}
            say={signed}
            leastSpan={8}
          />
          <p className={styles.under}>
            Against the latest reading, {span(series.base)}; the band is what a reading leaves open, half its round
            trip.
          </p>
        </>
      )}
    </section>
  );
}

function signed(ms: number): string {
  const rounded = Math.round(ms * 10) / 10;
  return `${rounded > 0 ? "+" : ""}${Math.abs(rounded) < 10 && rounded % 1 !== 0 ? `${rounded} ms`.replace("-", "−") : span(rounded)}`;
}
