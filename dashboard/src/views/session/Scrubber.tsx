import { memo } from "react";
import { labelOf } from "../../model/label.ts";
import { sinceStart } from "../../model/time.ts";
import type { Page } from "../../store/session-page.ts";
import { go } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import { Keeping } from "./Keeping.tsx";
import styles from "./Scrubber.module.css";
import type { Cursor } from "./use-cursor.ts";

interface ScrubberProps {
  page: Page;
  cursor: Cursor;
  pinned: number | null;
  pause(isPaused: boolean): void;
  openHelp(): void;
}

/** Moves the cursor, and with it both screens, through every entry of the session. */
export const Scrubber = memo(function Scrubber({ page, cursor, pinned, pause, openHelp }: ScrubberProps) {
  const { traffic, count } = page;
  const { index, ordinal, entry, isFollowing } = cursor;
  const reading = traffic.readings[index];
  const isLatest = entry === null;
  // The hand is ahead of what has been read.
  const place = page.sought ?? Math.max(0, ordinal);
  const text = reading === undefined ? "" : labelOf(reading.body, traffic.names).text;
  return (
    <section className={styles.scrubber} aria-label="Scrubber">
      <span className={styles.steps}>
        <Step label="First entry" path="M3 2v8M10 2L5 6l5 4Z" run={() => cursor.toEnd("first")} />
        <Step label="Previous entry" path="M9 2L3.5 6L9 10Z" run={() => cursor.step(-1)} />
        <Step label="Next entry" path="M3.5 2L9 6L3.5 10Z" run={() => cursor.step(1)} />
        <Step label="Last entry" path="M9 2v8M2 2l5 4l-5 4Z" run={() => cursor.toEnd("last")} />
      </span>
      <input
        className={styles.slider}
        type="range"
        style={{ ["--done" as string]: `${(100 * place) / Math.max(1, count - 1)}%` }}
        min={0}
        max={Math.max(0, count - 1)}
        value={place}
        aria-label="Entry"
        aria-valuetext={reading === undefined ? "none" : `entry ${reading.entry.entry}: ${text}`}
        onChange={(event) => cursor.seek(Number(event.currentTarget.value))}
      />
      <span className={styles.where}>
        {(reading !== undefined || page.sought !== null) && (
          <>
            {place + 1} of {count}
            <span className={styles.time}>
              {page.sought === null && reading !== undefined
                ? sinceStart(traffic.sinceStart(reading.entry))
                : "reading"}
            </span>
          </>
        )}
      </span>
      <Keeping
        pinned={pinned}
        isPaused={page.isPaused}
        held={page.held}
        pause={pause}
        select={cursor.select}
        unpin={unpin}
      />
      <button
        type="button"
        className={styles.follow}
        aria-pressed={isFollowing && isLatest}
        onClick={cursor.follow}
        title="Follow the latest (f)"
      >
        <span className={styles.dot} aria-hidden="true" />
        {isFollowing && isLatest ? "Following" : "Follow"}
      </button>
      <button type="button" className={styles.keys} aria-label="Keys (?)" title="Keys (?)" onClick={openHelp}>
        <kbd>?</kbd> keys
      </button>
    </section>
  );
});

const unpin = () => go({ pinned: null });

function Step({ label, path, run }: { label: string; path: string; run(): void }) {
  return (
    <button type="button" className={buttons.icon} aria-label={label} title={label} onClick={run}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path d={path} fill="currentColor" stroke="currentColor" strokeWidth="1.2" strokeLinejoin="round" />
      </svg>
    </button>
  );
}
