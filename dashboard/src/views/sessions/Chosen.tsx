import type { SessionSummary } from "@lighty/protocol";
import { type SessionRef, withRef } from "../../model/session-ref.ts";
import { go } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./SessionsView.module.css";

/** The first of two sessions to be compared has been chosen; it is there still when another source is gone to. */
export function Chosen({ first, sessions }: { first: SessionRef; sessions: readonly SessionSummary[] }) {
  const name = sessions.find(({ sessionId }) => sessionId === first.session)?.routineName ?? first.session;
  return (
    <p className={styles.chosen} role="status">
      <b>{name}</b> is to be compared: choose another session, here or in an import.
      <button type="button" className={buttons.link} onClick={() => go({ compare: withRef([first], first) })}>
        Never mind
      </button>
    </p>
  );
}
