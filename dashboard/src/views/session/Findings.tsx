import type { Finding } from "@lighty/protocol";
import styles from "./Inspector.module.css";

const order: readonly Finding["severity"][] = ["error", "warning", "info"];
/** Entries of one finding that are offered; a storm names hundreds. */
const mostEntries = 6;

/** What was noticed in the session: how bad, in a sentence, and where; the worst first. */
export function Findings({ findings, select }: { findings: readonly Finding[]; select(entry: number): void }) {
  const worstFirst = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <div className={styles.findings}>
      <h3>{findings.length === 0 ? "Nothing was noticed in this session" : "What was noticed"}</h3>
      <ul>
        {worstFirst.map(({ rule, severity, sentence, entries }) => (
          <li key={`${rule} ${sentence} ${entries[0]}`} data-severity={severity}>
            <b>{severity}</b> {sentence}
            <small className={styles.rule}> {rule}</small>
            {entries.slice(0, mostEntries).map((entry) => (
              <button key={entry} type="button" className={styles.jump} onClick={() => select(entry)}>
                entry {entry}
              </button>
            ))}
            {entries.length > mostEntries && <small> and {entries.length - mostEntries} more</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
