import { useImports } from "../../store/source.ts";
import { follow } from "../../store/url-state.ts";
import styles from "./SessionsView.module.css";

/** Captures that the relay has taken in; each opens as a world of its own. */
export function Imports() {
  const { data: imports = [] } = useImports();
  if (imports.length === 0) return null;
  return (
    <section className={styles.imports} aria-label="Imported captures">
      <h2>Imported captures</h2>
      <ul>
        {imports.map(({ importId, name, frames, missing, isReading }) => (
          <li key={importId}>
            <a
              className={styles.name}
              href={`?import=${encodeURIComponent(importId)}`}
              onClick={(event) => follow(event, { from: importId, session: null, entry: null })}
            >
              {name}
            </a>
            <span className={styles.none}>
              {frames.toLocaleString("en")} frames{isReading && ", being read"}
              {missing.length > 0 && `, not whole: ${missing[0]}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
