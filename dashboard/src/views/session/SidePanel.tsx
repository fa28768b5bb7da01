import type { Finding } from "@lighty/protocol";
import { memo } from "react";
import type { Traffic } from "../../model/traffic.ts";
import { go, type Panel, panels } from "../../store/url-state.ts";
import type { SessionBookmarks } from "../../store/use-bookmarks.ts";
import { Bookmarks } from "./Bookmarks.tsx";
import { Findings } from "./Findings.tsx";
import { Inspector } from "./Inspector.tsx";
import styles from "./SidePanel.module.css";
import { StatePanel } from "./StatePanel.tsx";
import type { Cursor } from "./use-cursor.ts";

interface SidePanelProps {
  traffic: Traffic;
  version: number;
  count: number;
  cursor: Cursor;
  /** The entry that the view stands at now: what shows it may follow, but a mark is made where the reader is. */
  at: number | null;
  findings: readonly Finding[];
  panel: Panel;
  pinned: number | null;
  bookmarks: SessionBookmarks;
}

const titles: Record<Panel, string> = {
  entry: "Entry",
  state: "State",
  findings: "Findings",
  bookmarks: "Bookmarks",
};

/** What there is to say of the entry under the cursor, of the states there, and of the whole session. */
export const SidePanel = memo(function SidePanel(props: SidePanelProps) {
  const { traffic, version, count, cursor, at, findings, panel, pinned, bookmarks } = props;
  const counts: Partial<Record<Panel, number>> = { findings: findings.length, bookmarks: bookmarks.all.length };
  function press(event: React.KeyboardEvent<HTMLElement>): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    // The arrows are the cursor's elsewhere.
    event.stopPropagation();
    event.preventDefault();
    const next = panels[(panels.indexOf(panel) + by + panels.length) % panels.length] ?? panel;
    go({ panel: next });
    document.getElementById(`tab-${next}`)?.focus();
  }
  return (
    <section className={styles.side} aria-label="Inspector">
      <div className={styles.tabs} role="tablist" aria-label="What is shown of the session" onKeyDown={press}>
        {panels.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            className={styles.tab}
            aria-selected={each === panel}
            aria-controls="side-panel"
            tabIndex={each === panel ? 0 : -1}
            onClick={() => go({ panel: each })}
          >
            {titles[each]}
            {(counts[each] ?? 0) > 0 && <span className={styles.count}>{counts[each]}</span>}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
      <div className={styles.body} role="tabpanel" id="side-panel" aria-labelledby={`tab-${panel}`} tabIndex={0}>
        {panel === "entry" && (
          <Inspector traffic={traffic} version={version} count={count} cursor={cursor} findings={findings} />
        )}
        {panel === "state" && (
          <StatePanel
            traffic={traffic}
            version={version}
            cursor={cursor}
            pinned={pinned}
            pin={(entry) => go({ pinned: entry })}
          />
        )}
        {panel === "bookmarks" && <Bookmarks traffic={traffic} at={at} bookmarks={bookmarks} />}
        {panel === "findings" && <Findings findings={findings} select={cursor.select} />}
      </div>
    </section>
  );
});
