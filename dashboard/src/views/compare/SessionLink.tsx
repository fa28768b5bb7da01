import type { Side } from "../../model/comparison.ts";
import type { SessionRef } from "../../model/session-ref.ts";
import { ago } from "../../model/time.ts";
import styles from "./CompareView.module.css";
import { OpenLink } from "./OpenLink.tsx";

/** The head of a side: what it is called, when it was, and the way into it. */
export function SessionLink({ to, side: { summary } }: { to: SessionRef; side: Side }) {
  return (
    <>
      <OpenLink to={to} entry={null}>
        {summary.routineName ?? "A session without a start"}
      </OpenLink>
      <span className={styles.when}>{ago(summary.lastReceivedAt, Date.now())}</span>
      <span className={styles.id}>
        {to.from === null ? "" : `import ${to.from} / `}
        {to.session}
      </span>
    </>
  );
}
