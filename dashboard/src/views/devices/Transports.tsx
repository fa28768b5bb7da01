import type { TransportReport } from "@lighty/protocol/projections";
import { span } from "../../model/time.ts";
import { TransportLine } from "../session/TransportLine.tsx";
import styles from "./Transports.module.css";

/** The bar's ends, on a scale of tenfolds. Milliseconds. */
const [least, most] = [1, 100_000];

function placeOf(ms: number): number {
  const share = Math.log(Math.max(least, Math.min(most, ms)) / least) / Math.log(most / least);
  return share * 100;
}

/** How each transport carried what was sent: how much of it arrived, and how long that took, by one clock. */
export function Transports({ transports, caption }: { transports: readonly TransportReport[]; caption: string }) {
  return (
    <table className={styles.table}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Transport</th>
          <th scope="col">Sent</th>
          <th scope="col">Arrived</th>
          <th scope="col">Failed</th>
          <th scope="col">Lost</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
          <th scope="col" title="What the correction of the two clocks leaves open">
            ± clocks
          </th>
          <th scope="col" className={styles.scale}>
            <span>1 ms</span>
            <span>10</span>
            <span>100</span>
            <span>1 s</span>
            <span>10 s</span>
            <span>100 s</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {transports.map(({ transport, sent, received, failed, lost, replaced, latency }) => (
          <tr key={transport}>
            <th scope="row">
              <TransportLine transport={transport} /> {transport}
            </th>
            <td>{sent.toLocaleString("en")}</td>
            <td>{received.toLocaleString("en")}</td>
            <td data-bad={failed > 0}>{failed.toLocaleString("en")}</td>
            <td
              data-bad={lost > 0}
              title={replaced > 0 ? `${replaced} more were replaced by a later context` : undefined}
            >
              {lost.toLocaleString("en")}
            </td>
            {latency === undefined ? (
              <td colSpan={5} className={styles.none}>
                nothing has crossed both ways yet, so the two clocks are not known to each other
              </td>
            ) : (
              <>
                <td>{span(latency.p50Ms)}</td>
                <td>{span(latency.p95Ms)}</td>
                <td>{span(latency.p99Ms)}</td>
                <td>{span(latency.uncertaintyMs)}</td>
                <td className={styles.range}>
                  <Range {...latency} />
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Range({ p50Ms, p95Ms, p99Ms }: NonNullable<TransportReport["latency"]>) {
  const [p50, p95, p99] = [placeOf(p50Ms), placeOf(p95Ms), placeOf(p99Ms)];
  return (
    <svg className={styles.bar} viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
      {[0, 20, 40, 60, 80, 100].map((x) => (
        <path key={x} d={`M${x} 0v14`} stroke="var(--line)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
      ))}
      <path
        d={`M${p50} 7H${p99}`}
        stroke="var(--accent)"
        strokeWidth="2"
        strokeOpacity="0.45"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={`M${p50} 7H${Math.max(p95, p50 + 0.4)}`}
        stroke="var(--accent)"
        strokeWidth="6"
        vectorEffect="non-scaling-stroke"
      />
      <path d={`M${p99} 3v8`} stroke="var(--accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
