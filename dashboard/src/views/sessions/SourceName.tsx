import { useRef } from "react";
import { useSource, useSourceChoice } from "../../store/source.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./SourceName.module.css";

/** What is read, and the way to read something else. */
export function SourceName() {
  const { name } = useSource();
  const { openCapture, leave } = useSourceChoice();
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className={styles.source}>
      <span className={styles.name} title={name}>
        {name}
      </span>
      {leave !== null && (
        <button type="button" className={buttons.link} onClick={leave}>
          Back to the relay
        </button>
      )}
      <button type="button" className={buttons.link} data-open-capture onClick={() => input.current?.click()}>
        Open a capture
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Capture file"
        accept=".ndjson,.gz,.zst"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // So that the same file can be chosen again.
          event.currentTarget.value = "";
          if (file !== undefined) openCapture(file);
        }}
      />
    </span>
  );
}
