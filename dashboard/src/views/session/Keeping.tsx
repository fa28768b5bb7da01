import { memo } from "react";
import buttons from "../../ui/Button.module.css";
import styles from "./Scrubber.module.css";

interface KeepingProps {
  pinned: number | null;
  isPaused: boolean;
  /** Entries that came and wait. */
  held: number;
  pause(isPaused: boolean): void;
  select(entry: number): void;
  unpin(): void;
}

/** What the reader keeps as it is: the pinned entry, and a view that takes nothing in for a while. */
export const Keeping = memo(function Keeping({ pinned, isPaused, held, pause, select, unpin }: KeepingProps) {
  return (
    <>
      {pinned !== null && (
        <span className={styles.pin}>
          <button
            type="button"
            className={buttons.link}
            title="Back to the pinned entry (g)"
            onClick={() => select(pinned)}
          >
            pinned {pinned}
          </button>
          <button type="button" className={buttons.link} aria-label={`Unpin entry ${pinned}`} onClick={unpin}>
            ×
          </button>
        </span>
      )}
      <button
        type="button"
        className={styles.follow}
        aria-pressed={isPaused}
        title={isPaused ? "Go on taking in (space)" : "Take in later, lose nothing (space)"}
        onClick={() => pause(!isPaused)}
      >
        <svg width="9" height="10" viewBox="0 0 9 10" aria-hidden="true">
          <path
            d={isPaused ? "M1 0.5v9L8.5 5Z" : "M1 1v8M7 1v8"}
            fill="currentColor"
            stroke="currentColor"
            strokeWidth="1.8"
          />
        </svg>
        {isPaused ? `Paused · ${held} held` : "Pause"}
      </button>
    </>
  );
});
