import { go } from "../../store/url-state.ts";
import styles from "./SearchBar.module.css";

/** What the list of sessions is searched for; `/` leads here, Escape clears it. */
export function SearchBar({ search, shown, all }: { search: string; shown: number; all: number }) {
  return (
    <div className={styles.bar}>
      <input
        className={styles.input}
        type="search"
        aria-label="Search the sessions"
        placeholder="Search: routine, device, id, verdict, finding   /"
        title="Words, in quotes together, or of one thing alone: routine:, id:, device:, is:live, verdict:superseded, finding:error"
        autoComplete="off"
        spellCheck={false}
        data-search
        value={search}
        onChange={({ currentTarget }) => go({ search: currentTarget.value })}
        onKeyDown={({ key, currentTarget }) => {
          if (key !== "Escape") return;
          if (search === "") currentTarget.blur();
          else go({ search: "" });
        }}
      />
      <span className={styles.count} role="status">
        {search.trim() === "" ? countText(all) : `${shown} of ${all}`}
      </span>
    </div>
  );
}

function countText(all: number): string {
  return all === 1 ? "one so far" : `${all}, live ones first`;
}
