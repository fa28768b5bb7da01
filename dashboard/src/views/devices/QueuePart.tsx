import type { DeviceVitals } from "@lighty/protocol/projections";
import { useMemo } from "react";
import type { Device } from "../../model/devices.ts";
import { Chart } from "../../ui/Chart.tsx";
import styles from "./DevicePage.module.css";

/** Own events that the peer had not acknowledged, over time. */
export function QueuePart({ device: { heard }, vitals }: { device: Device; vitals: DeviceVitals | undefined }) {
  const queue = vitals?.queue;
  const until = heard?.lastReceivedAt;
  const { times, lines } = useMemo(() => {
    const points = queue ?? [];
    const last = points.at(-1);
    // It has stayed as it is until the last frame.
    const ended =
      last !== undefined && until !== undefined && until > last.at ? [...points, { ...last, at: until }] : points;
    const values = ended.map(({ depth }) => depth);
    return { times: ended.map(({ at }) => at), lines: [{ name: "to send", colour: "accent", values, isStep: true }] };
  }, [queue, until]);
  const most = Math.max(0, ...(lines[0]?.values ?? []));
  return (
    <section className={styles.part} aria-labelledby="queue">
      <h2 id="queue">Queue</h2>
      <p className={styles.now}>
        <b>{heard?.queueDepth ?? 0} to send</b> <span>{most} at most</span>
      </p>
      {times.length > 1 && (
        <Chart
          label={`Queue depth over time: ${heard?.queueDepth ?? 0} now, ${most} at most`}
          times={times}
          lines={lines}
          say={(depth) => String(Math.round(depth))}
          isCount
        />
      )}
    </section>
  );
}
