import type { DeviceVitals } from "@lighty/protocol/projections";
import { clockTime, span } from "../../model/time.ts";
import styles from "./DevicePage.module.css";
import { linkStretches } from "./link-history.ts";

const words = { reachable: "reachable", unreachable: "out of reach", unknown: "not said" };

/** When a device reached its peer and when not, by its app's own words. */
export function LinkHistory({ link, until }: { link: DeviceVitals["link"]; until: number }) {
  const stretches = linkStretches(link, until);
  const [first] = stretches;
  if (first === undefined) return <p className={styles.nothing}>Its app has not said anything about the link yet.</p>;
  const whole = until - first.from;
  const apart = stretches.filter(({ is }) => is === "unreachable");
  const apartMs = apart.reduce((sum, { from, to }) => sum + to - from, 0);
  const starts = link.filter(({ is }) => is === "activated").length;
  return (
    <>
      <div className={styles.link} aria-hidden="true">
        {stretches.map(({ is, from, to }) => (
          <span
            key={from}
            data-is={is}
            style={{ flexGrow: to - from }}
            title={`${words[is]}, ${clockTime(from)} to ${clockTime(to)}`}
          />
        ))}
      </div>
      <p className={styles.under}>
        <span>{clockTime(first.from)}</span>
        <span>
          out of reach {times(apart.length)}
          {apart.length > 0 && `, ${span(apartMs)} of ${span(whole)}`}
          {starts > 0 && ` · its app began ${times(starts)}`}
        </span>
        <span>{clockTime(until)}</span>
      </p>
    </>
  );
}

function times(count: number): string {
  return ["never", "once", "twice"][count] ?? `${count} times`;
}
