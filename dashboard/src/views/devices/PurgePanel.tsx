import { useCallback, useState } from "react";
import type { Changes } from "../../model/desk.ts";
import { useChange, useChanges } from "../../store/desk.ts";
import { useSessions } from "../../store/source.ts";
import { Confirm } from "./Confirm.tsx";
import styles from "./DevicesView.module.css";
import { ReadOnly } from "./ReadOnly.tsx";

/** Empties the log; out of the way, and asked for twice. */
export function PurgePanel() {
  const changes = useChanges();
  return (
    <details className={styles.purge}>
      <summary>Empty the log</summary>
      {changes === null && <ReadOnly what="empty the log" command="lighty purge" />}
      {changes != null && <Purge changes={changes} />}
    </details>
  );
}

function Purge({ changes }: { changes: Changes }) {
  const { data: sessions = [] } = useSessions();
  const [isAsking, ask] = useState(false);
  const purging = useChange(useCallback(() => changes.purge(), [changes]));
  const entries = sessions.reduce((sum, session) => sum + session.entries, 0);
  const what = `${sessions.length} ${sessions.length === 1 ? "session" : "sessions"}, ${entries.toLocaleString("en")} entries`;
  return (
    <>
      <p className={styles.plain}>
        Everything recorded so far goes, for everyone who looks at this relay: {what}. Imports and pairings stay.
      </p>
      <button type="button" className={styles.danger} onClick={() => ask(true)}>
        Empty the log
      </button>
      {isAsking && (
        <Confirm title="Empty the log?" deed="Empty it" word="empty" change={purging} close={() => ask(false)}>
          <p>
            {what}: gone for good. Devices do not send them again, since the relay still knows that it held them. What
            is to be kept is saved first: <code>lighty export -o all.ndjson.gz</code>
          </p>
        </Confirm>
      )}
    </>
  );
}
