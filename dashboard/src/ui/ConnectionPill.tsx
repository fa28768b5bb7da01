import { useEffect, useState } from "react";
import type { Connection } from "../model/connection.ts";
import buttons from "./Button.module.css";
import styles from "./ConnectionPill.module.css";

/** How the line to the source stands: always on the page, and never better than it is. */
export function ConnectionPill({
  connection,
  waiting = 0,
  retryNow,
}: {
  connection: Connection;
  waiting?: number;
  retryNow(): void;
}) {
  const trouble = "notRecording" in connection ? connection.notRecording : undefined;
  const canRetry = connection.state === "disconnected" || connection.state === "refused";
  return (
    <span
      className={styles.pill}
      data-state={connection.state}
      data-recording={trouble === undefined}
      data-missing={connection.state === "complete" && connection.missing.length > 0}
      role="status"
      aria-live="polite"
      title={connection.state === "complete" ? connection.missing.join("\n") : trouble}
    >
      <span className={styles.dot} aria-hidden="true" />
      <span>{connectionText(connection, waiting)}</span>
      {connection.state === "disconnected" && <Countdown until={connection.retryAt} />}
      {canRetry && (
        <button type="button" className={buttons.link} onClick={retryNow}>
          Try now
        </button>
      )}
    </span>
  );
}

function connectionText(connection: Connection, waiting: number): string {
  switch (connection.state) {
    case "connecting":
      return connection.attempt === 0 ? "Connecting" : "Connecting again";
    case "catching_up":
      return "Catching up";
    case "live":
      if (waiting > 0) return `Catching up, ${waiting} to go`;
      return connection.notRecording === undefined ? "Live" : "Not recording";
    case "complete":
      if (waiting > 0) return `Reading, ${waiting} to go`;
      return connection.missing.length === 0 ? "Whole file" : "Parts missing";
    case "disconnected":
      return "Disconnected";
    case "refused":
      return "Refused";
  }
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return <span className={styles.countdown}>{seconds === 0 ? "trying" : `next try in ${seconds} s`}</span>;
}
