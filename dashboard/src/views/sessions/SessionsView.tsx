import type { SessionSummary } from "@lighty/protocol";
import type { Connection } from "../../model/connection.ts";
import { searchedBy } from "../../model/session-search.ts";
import { useSessions, useSource } from "../../store/source.ts";
import { go, usePlace } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import { Notice } from "../../ui/Notice.tsx";
import { Refused } from "../../ui/Refused.tsx";
import { useNow } from "../../ui/use-now.ts";
import { PhoneLink } from "../devices/PhoneLink.tsx";
import { Chosen } from "./Chosen.tsx";
import { Imports } from "./Imports.tsx";
import { SearchBar } from "./SearchBar.tsx";
import { SessionRow } from "./SessionRow.tsx";
import styles from "./SessionsView.module.css";
import { useListActions } from "./use-list-actions.tsx";

/** Every session of the source, and the keys of the list whatever stands in its place. */
export function SessionsView({ connection }: { connection: Connection }) {
  const sheet = useListActions();
  return (
    <>
      <SessionList connection={connection} />
      {sheet}
    </>
  );
}

/** Live sessions first, then the latest. */
function SessionList({ connection }: { connection: Connection }) {
  const source = useSource();
  const { data, error, isPending, refetch } = useSessions();
  const { search, compare, lab } = usePlace();
  const now = useNow(5_000);
  if (connection.state === "refused")
    return <Refused reason={connection.reason} version={connection.version} isRelay={source.abilities.has("live")} />;
  if (error !== null && data === undefined) {
    return (
      <Notice title="The sessions could not be read">
        <p>{error.message}</p>
        <button type="button" className={buttons.button} onClick={() => void refetch()}>
          Ask again
        </button>
      </Notice>
    );
  }
  if (isPending) return <Notice title="Asking for the sessions" isBusy />;
  if (data.length === 0 && connection.state === "catching_up") return <Notice title="Reading" isBusy />;
  if (data.length === 0 && connection.state === "complete") {
    return (
      <Notice title="No session in this file">
        <p>It holds no frame that names one.</p>
      </Notice>
    );
  }
  if (data.length === 0 && lab !== null) {
    return (
      <Notice title="Nothing was said yet">
        <p>Start a workout on the phone or on the wrist: what the two say to each other appears here as it crosses.</p>
      </Notice>
    );
  }
  if (data.length === 0) {
    return (
      <Notice title="No session yet">
        <p>Start a workout on a paired phone or watch, or on a phone in this browser: it appears here by itself.</p>
        <PhoneLink />
        <p>
          For something to look at right away: <code>npm start</code>
        </p>
        <Imports />
      </Notice>
    );
  }
  const found = inOrder(data.filter(searchedBy(search)));
  const [first] = compare;
  return (
    <div className={styles.view}>
      <div className={styles.sheet}>
        <header className={styles.head}>
          <h1>Sessions</h1>
          <SearchBar search={search} shown={found.length} all={data.length} />
        </header>
        {first !== undefined && <Chosen first={first} sessions={data} />}
        {found.length === 0 ? (
          <NoneFound search={search} all={data.length} />
        ) : (
          <table className={styles.table} aria-label="Sessions">
            <thead>
              <tr>
                <th scope="col" className={styles.choice}>
                  <span className={styles.sr}>Compare</span>
                </th>
                <th scope="col">Session</th>
                <th scope="col">Last heard</th>
                <th scope="col" className={styles.number}>
                  Duration
                </th>
                <th scope="col">Devices</th>
                <th scope="col" className={styles.number}>
                  Entries
                </th>
                <th scope="col">Verdicts</th>
                <th scope="col">Findings</th>
              </tr>
            </thead>
            <tbody>
              {found.map((summary) => (
                <SessionRow key={summary.sessionId} summary={summary} now={now} />
              ))}
            </tbody>
          </table>
        )}
        <Imports />
      </div>
    </div>
  );
}

/** The search finds nothing: what was searched for, and the way back to all of them. */
function NoneFound({ search, all }: { search: string; all: number }) {
  return (
    <div className={styles.nothing}>
      <Notice title="No session is like that" isWithin>
        <p>
          None of the {all} has all of <code>{search.trim()}</code> in its routine, id, devices, state, verdicts or
          findings.
        </p>
        <button type="button" className={buttons.button} onClick={() => go({ search: "" })}>
          Show all {all}
        </button>
      </Notice>
    </div>
  );
}

export function inOrder(sessions: readonly SessionSummary[]): SessionSummary[] {
  const rank = ({ status }: SessionSummary) => (status === "active" ? 0 : 1);
  return [...sessions].sort((a, b) => rank(a) - rank(b) || b.lastReceivedAt - a.lastReceivedAt);
}
