import type { Direction } from "@lighty/protocol";
import { memo } from "react";
import { judgement } from "../../model/crossing.ts";
import { labelOf } from "../../model/label.ts";
import { isSmallTalk, type Reading } from "../../model/reading.ts";
import { sinceStart } from "../../model/time.ts";
import type { Traffic } from "../../model/traffic.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import { VerdictBadge } from "../../ui/VerdictBadge.tsx";
import styles from "./Entries.module.css";
import { TransportLine } from "./TransportLine.tsx";

interface EntryRowProps {
  reading: Reading;
  traffic: Traffic;
  top: number;
  isAt: boolean;
  /** The words of a bookmark here, empty ones too; undefined where there is none. */
  mark: string | undefined;
  position: number;
  size: number;
  select(entry: number): void;
}

/** One entry in one line. */
export const EntryRow = memo(function EntryRow(props: EntryRowProps) {
  const { reading, traffic, top, isAt, mark, position, size, select } = props;
  const { entry, body } = reading;
  const { observer, direction, transport } = entry.frame;
  const verdict = judgement(entry);
  const { text } = labelOf(body, traffic.names);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the view's keys move the cursor through the list
    <div
      className={styles.row}
      role="option"
      aria-selected={isAt}
      aria-posinset={position}
      aria-setsize={size}
      tabIndex={-1}
      data-entry={entry.entry}
      data-quiet={isSmallTalk(body)}
      data-local={direction === "local"}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => select(entry.entry)}
    >
      <span className={styles.number}>
        {mark !== undefined && (
          <svg className={styles.mark} width="8" height="11" viewBox="0 0 8 11" role="img" aria-label="bookmarked">
            <title>{mark === "" ? "Bookmarked" : mark}</title>
            <path d="M0.5 0.5h7v10L4 7.6L0.5 10.5Z" fill="currentColor" />
          </svg>
        )}
        {entry.entry}
      </span>
      <span className={styles.time}>{sinceStart(traffic.sinceStart(entry))}</span>
      <span className={styles.device}>
        <RoleIcon role={observer.role} size={14} />
        <DirectionMark direction={direction} />
      </span>
      <span className={styles.text}>{text}</span>
      <span className={styles.end}>
        {verdict !== null ? <VerdictBadge word={verdict} /> : <Outcome reading={reading} traffic={traffic} />}
      </span>
      <span className={styles.transport}>{transport !== undefined && <TransportLine transport={transport} />}</span>
    </div>
  );
});

const marks: Record<Direction, { path: string; label: string }> = {
  sent: { path: "M1.5 6h9M7 2.5L10.5 6L7 9.5", label: "sent" },
  received: { path: "M10.5 6h-9M5 2.5L1.5 6L5 9.5", label: "received" },
  local: { path: "M6 3.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8", label: "did" },
};

function DirectionMark({ direction }: { direction: Direction }) {
  const { path, label } = marks[direction];
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" role="img" aria-label={label}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

const outcomes = { arrived: "", unsent: "", failed: "failed", replaced: "replaced", open: "under way" } as const;

/** What became of a send that was not seen to arrive. */
function Outcome({ reading, traffic }: { reading: Reading; traffic: Traffic }) {
  const { entry } = reading;
  if (entry.frame.direction !== "sent") return null;
  const outcome = traffic.crossings.at(entry.entry)[0]?.outcome ?? "open";
  return <span className={styles.outcome}>{outcomes[outcome]}</span>;
}
