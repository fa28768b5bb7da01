import type { Connection } from "../model/connection.ts";
import buttons from "./Button.module.css";
import styles from "./ConnectionPill.module.css";
import { useNow } from "./use-now.ts";

/**
 * How the line to the source stands: always on the page, and never better than it is. What counts up or down in it is for the eye: read out,
 * every second of it would be.
 */
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
      title={connection.state === "complete" ? connection.missing.join("\n") : trouble}
    >
      <span className={styles.dot} aria-hidden="true" />
      <span>
        {connectionText(connection, waiting)}
        {connection.state === "catching_up" && connection.share !== undefined && (
          <span aria-hidden="true"> {Math.floor(connection.share * 100)} %</span>
        )}
        {waiting > 0 && isTakingIn(connection) && <span aria-hidden="true">, {waiting} to go</span>}
      </span>
      {connection.state === "disconnected" && <Countdown until={connection.retryAt} />}
      {canRetry && (
        <button type="button" className={buttons.link} onClick={retryNow}>
          Try now
        </button>
      )}
    </span>
  );
}

function isTakingIn({ state }: Connection): boolean {
  return state === "live" || state === "complete";
}

function connectionText(connection: Connection, waiting: number): string {
  switch (connection.state) {
    case "connecting":
      return connection.attempt === 0 ? "Connecting" : "Connecting again";
    case "catching_up":
      return connection.share === undefined ? "Catching up" : "Reading";
    case "live":
      if (waiting > 0) return "Catching up";
      return connection.notRecording === undefined ? "Live" : "Not recording";
    case "complete":
      if (waiting > 0) return "Reading";
      return connection.missing.length === 0 ? "Whole file" : "Parts missing";
    case "disconnected":
      return "Disconnected";
    case "refused":
      return "Refused";
  }
}

function Countdown({ until }: { until: number }) {
  const now = useNow(250);
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return (
    <span className={styles.countdown} aria-hidden="true">
      {seconds === 0 ? "trying" : `next try in ${seconds} s`}
    </span>
  );
}
