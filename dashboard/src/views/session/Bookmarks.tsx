import { type Bookmark, bookmarkLimits } from "@lighty/protocol";
import { useState } from "react";
import { labelOf } from "../../model/label.ts";
import { sinceStart } from "../../model/time.ts";
import type { Traffic } from "../../model/traffic.ts";
import { follow, searchOf, usePlace } from "../../store/url-state.ts";
import type { SessionBookmarks } from "../../store/use-bookmarks.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./Bookmarks.module.css";

interface BookmarksProps {
  traffic: Traffic;
  /** The entry the view stands at. */
  at: number | null;
  bookmarks: SessionBookmarks;
}

/** Entries that somebody wants to come back to, with what they say of them; the words are text, whoever wrote them. */
export function Bookmarks({ traffic, at, bookmarks }: BookmarksProps) {
  const { all, keptBy, refusal, remove } = bookmarks;
  return (
    <div className={styles.panel}>
      {at !== null && <Composer key={`${at} ${bookmarks.at.get(at)?.madeAt}`} at={at} bookmarks={bookmarks} />}
      {refusal !== null && (
        <p className={styles.refusal} role="alert">
          {refusal}
        </p>
      )}
      {all.length === 0 ? (
        <p className={styles.none}>
          Nothing is marked in this session yet. <kbd>b</kbd> marks the entry you stand at.
        </p>
      ) : (
        <ul className={styles.list}>
          {all.map((bookmark) => (
            <Kept
              key={bookmark.entry}
              bookmark={bookmark}
              traffic={traffic}
              isAt={bookmark.entry === at}
              remove={remove}
            />
          ))}
        </ul>
      )}
      {keptBy !== undefined && <p className={styles.where}>What you mark is kept {keptBy}.</p>}
    </div>
  );
}

/** Marks the entry at the cursor, or gives the mark there other words. */
function Composer({ at, bookmarks: { at: marks, keep } }: { at: number; bookmarks: SessionBookmarks }) {
  const known = marks.get(at);
  const [text, write] = useState(known?.text ?? "");
  const submit = () => keep(at, text.trim());
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        className={styles.words}
        aria-label={`Words for entry ${at}`}
        placeholder={`What about entry ${at}? Words may be left out.`}
        rows={2}
        maxLength={bookmarkLimits.text}
        value={text}
        data-words
        onChange={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          submit();
          event.currentTarget.blur();
        }}
      />
      <button type="submit" className={buttons.button}>
        {known === undefined ? `Mark entry ${at}` : "Keep these words"}
      </button>
    </form>
  );
}

interface KeptProps {
  bookmark: Bookmark;
  traffic: Traffic;
  isAt: boolean;
  remove(entry: number): void;
}

function Kept({ bookmark: { entry, text }, traffic, isAt, remove }: KeptProps) {
  const place = usePlace();
  const reading = traffic.reading(entry);
  return (
    <li className={styles.kept} data-at={isAt}>
      <p className={styles.head}>
        <a href={searchOf({ ...place, entry })} onClick={(event) => follow(event, { entry })}>
          entry {entry}
        </a>
        {reading !== undefined && (
          <span className={styles.what}>
            {sinceStart(traffic.sinceStart(reading.entry))} · {labelOf(reading.body, traffic.names).text}
          </span>
        )}
        <button
          type="button"
          className={buttons.icon}
          aria-label={`Remove the bookmark at entry ${entry}`}
          title="Remove"
          onClick={() => remove(entry)}
        >
          ×
        </button>
      </p>
      {text !== "" && <p className={styles.text}>{text}</p>}
    </li>
  );
}
