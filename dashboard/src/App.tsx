import styles from "./App.module.css";
import { refText } from "./model/session-ref.ts";
import { useLive, usePage } from "./store/source.ts";
import { go, usePlace } from "./store/url-state.ts";
import { ConnectionPill } from "./ui/ConnectionPill.tsx";
import { Fallback } from "./ui/Fallback.tsx";
import { ThemeSwitch } from "./ui/ThemeSwitch.tsx";
import { CompareView } from "./views/compare/CompareView.tsx";
import { SessionView } from "./views/session/SessionView.tsx";
import { SessionsView } from "./views/sessions/SessionsView.tsx";
import { SourceName } from "./views/sessions/SourceName.tsx";

/** The frame around every view: where the reader is, and how the line to the source stands. */
export function App({ refusal }: { refusal: string | null }) {
  const place = usePlace();
  const { connection, page, retryNow } = useLive(place.session);
  const { traffic, waiting } = usePage(page);
  const [left, right] = place.compare;
  const title = place.session === null ? null : (traffic.names.routine ?? place.session);

  return (
    <div className={styles.app}>
      <header className={styles.header}>
        <a className={styles.home} href="?" onClick={(event) => leave(event)}>
          <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">
            <path d="M1 2.5h20M1 13.5h20" stroke="var(--line-strong)" strokeWidth="1.6" strokeLinecap="round" />
            <path d="M4 2.5L9 13.5M13 13.5L18 2.5" stroke="var(--accent)" strokeWidth="1.8" strokeLinecap="round" />
          </svg>
          Lighty
        </a>
        <nav className={styles.trail} aria-label="You are here">
          <a href="?" onClick={(event) => leave(event)} aria-current={place.session === null ? "page" : undefined}>
            Sessions
          </a>
          {title !== null && (
            <>
              <span aria-hidden="true">/</span>
              <h1 aria-current="page">{title}</h1>
            </>
          )}
        </nav>
        <SourceName />
        <ConnectionPill connection={connection} waiting={waiting} retryNow={retryNow} />
        <ThemeSwitch />
      </header>
      {refusal !== null && (
        <p className={styles.refusal} role="alert">
          Not signed in: {refusal}. Open the link the relay printed.
        </p>
      )}
      {connection.state === "refused" && traffic.length > 0 && (
        <p className={styles.refusal} role="alert">
          What you see is as it was: {connection.reason}
        </p>
      )}
      {"notRecording" in connection && (
        <p className={styles.refusal} role="alert">
          The relay cannot write its log ({connection.notRecording}), so it records nothing. Devices keep what they have
          and send it once it can.
        </p>
      )}
      <main className={styles.main}>
        <Fallback key={place.session}>
          {place.session === null && left !== undefined && right !== undefined ? (
            <CompareView key={`${refText(left)} ${refText(right)}`} refs={[left, right]} />
          ) : place.session === null ? (
            <SessionsView connection={connection} />
          ) : (
            <SessionView sessionId={place.session} page={page} connection={connection} />
          )}
        </Fallback>
      </main>
    </div>
  );
}

function leave(event: React.MouseEvent): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go({ session: null, entry: null, compare: [] });
}
