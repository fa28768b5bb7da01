import type { SessionSummary } from "@lighty/protocol";
import { span } from "../../model/time.ts";
import { useSessionDelivery } from "../../store/desk.ts";
import { useSessions } from "../../store/source.ts";
import { follow } from "../../store/url-state.ts";
import styles from "./Transports.module.css";

/** Sessions whose figures are asked for. */
const mostSessions = 6;

/** How the transports did in each of a device's latest sessions; both devices of a session together. */
export function SessionTransports({ deviceId }: { deviceId: string }) {
  const { data: sessions = [] } = useSessions();
  const own = sessions
    .filter(({ devices }) => devices.some((device) => device.deviceId === deviceId))
    .sort((a, b) => b.lastReceivedAt - a.lastReceivedAt)
    .slice(0, mostSessions);
  if (own.length === 0) return <p className={styles.none}>No session of it is held.</p>;
  return (
    <table className={styles.table}>
      <caption>Its latest sessions, both devices of each together</caption>
      <thead>
        <tr>
          <th scope="col">Session</th>
          <th scope="col">message p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
          <th scope="col">userInfo p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
          <th scope="col">± clocks</th>
          <th scope="col">Events late</th>
        </tr>
      </thead>
      <tbody>
        {own.map((summary) => (
          <SessionRow key={summary.sessionId} summary={summary} />
        ))}
      </tbody>
    </table>
  );
}

function SessionRow({ summary: { sessionId, routineName } }: { summary: SessionSummary }) {
  const { data } = useSessionDelivery(sessionId);
  const of = (name: string) => data?.transports.find(({ transport }) => transport === name)?.latency;
  const both = [of("message"), of("userInfo")];
  const doubts = both.flatMap((latency) => latency?.uncertaintyMs ?? []);
  return (
    <tr>
      <th scope="row">
        <a
          href={`?session=${encodeURIComponent(sessionId)}`}
          onClick={(event) => follow(event, { view: "sessions", device: null, session: sessionId, entry: null })}
        >
          {routineName ?? "A session without a start"}
        </a>{" "}
        <small>{sessionId}</small>
      </th>
      {both.map((latency, index) =>
        ([latency?.p50Ms, latency?.p95Ms, latency?.p99Ms] as const).map((ms, share) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: three figures of two transports, always in this order
          <td key={`${index} ${share}`}>{ms === undefined ? "–" : span(ms)}</td>
        )),
      )}
      <td>{doubts.length === 0 ? "–" : span(Math.max(...doubts))}</td>
      <td data-bad={(data?.events.late ?? 0) > 0}>{data?.events.late ?? "–"}</td>
    </tr>
  );
}
