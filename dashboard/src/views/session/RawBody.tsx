import { useMemo, useState } from "react";
import buttons from "../../ui/Button.module.css";
import styles from "./Inspector.module.css";

/** More than this is shown when asked for: a page of megabytes serves no one. */
const shownAtOnce = 8_000;

/** The very text that crossed, or the same spaced out for reading. Always text, never markup. */
export function RawBody({ text }: { text: string }) {
  const [isExact, setExact] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const shown = useMemo(() => (isExact ? text : spacedOut(text)), [text, isExact]);
  return (
    <details className={styles.part}>
      <summary>Body</summary>
      <p className={styles.tools}>
        <button type="button" className={buttons.link} onClick={() => setExact(!isExact)}>
          {isExact ? "Space it out" : "As it crossed"}
        </button>
      </p>
      <pre className={styles.body}>{isWhole ? shown : shown.slice(0, shownAtOnce)}</pre>
      {shown.length > shownAtOnce && !isWhole && (
        <button type="button" className={buttons.link} onClick={() => setWhole(true)}>
          Show all {shown.length.toLocaleString("en")} characters
        </button>
      )}
    </details>
  );
}

function spacedOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
