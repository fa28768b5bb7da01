import type { ReactNode } from "react";
import styles from "./App.module.css";
import { refText } from "./model/session-ref.ts";
import { useLive, usePage } from "./store/source.ts";
import { follow, type Place, usePlace } from "./store/url-state.ts";
import { Trail } from "./Trail.tsx";
import { ConnectionPill } from "./ui/ConnectionPill.tsx";
import { Fallback } from "./ui/Fallback.tsx";
import { ThemeSwitch } from "./ui/ThemeSwitch.tsx";
import { CompareView } from "./views/compare/CompareView.tsx";
import { DevicesView } from "./views/devices/DevicesView.tsx";
import { ReplayView } from "./views/replay/ReplayView.tsx";
import { SessionView } from "./views/session/SessionView.tsx";
import { SessionsView } from "./views/sessions/SessionsView.tsx";
import { SourceName } from "./views/sessions/SourceName.tsx";

interface AppProps {
  refusal: string | null;
  /** What stands beside the view: the Lab, where it is the Lab that is read. */
  beside?: ReactNode;
}

/** The frame around every view: where the reader is, and how the line to the source stands. */
export function App({ refusal, beside }: AppProps) {
  const place = usePlace();
  const { view } = place;
  const session = view === "sessions" ? place.session : null;
  const { connection, page, retryNow } = useLive(session);
  const { traffic, waiting } = usePage(page);
  const [left, right] = place.compare;
  const title = session === null ? (view === "devices" ? place.device : null) : (traffic.names.routine ?? session);

  return (
    <div className={styles.app}>
      <header className={styles.header}>
        <a className={styles.home} href="?" onClick={(event) => follow(event, home)}>
          <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">
            <path d="M1 2.5h20M1 13.5h20" stroke="var(--line-strong)" strokeWidth="1.6" strokeLinecap="round" />
            <path d="M4 2.5L9 13.5M13 13.5L18 2.5" stroke="var(--accent)" strokeWidth="1.8" strokeLinecap="round" />
          </svg>
          Lighty
        </a>
        <Trail title={title} />
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
        {beside}
        <div className={styles.place}>
          <Fallback key={`${view} ${session ?? place.device ?? ""}`}>
            {view === "devices" && <DevicesView connection={connection} />}
            {view === "replay" && <ReplayView connection={connection} />}
            {view === "sessions" &&
              (session === null && left !== undefined && right !== undefined ? (
                <CompareView key={`${refText(left)} ${refText(right)}`} refs={[left, right]} />
              ) : session === null ? (
                <SessionsView connection={connection} />
              ) : (
                <SessionView sessionId={session} page={page} connection={connection} />
              ))}
          </Fallback>
        </div>
      </main>
    </div>
  );
}

const home: Partial<Place> = { view: "sessions", session: null, entry: null, compare: [] };
