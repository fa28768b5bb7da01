import type { Finding } from "@lighty/protocol";
import { Fragment, memo } from "react";
import { labelOf } from "../../model/label.ts";
import { eventsIn } from "../../model/reading.ts";
import { storiesOf } from "../../model/story.ts";
import { sinceStart, span } from "../../model/time.ts";
import type { Traffic } from "../../model/traffic.ts";
import { useDelivery } from "../../store/use-report.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import { CopyTools } from "./CopyTools.tsx";
import { EntryLink } from "./EntryLink.tsx";
import { Envelopes } from "./Envelopes.tsx";
import { Findings } from "./Findings.tsx";
import { FrameFields } from "./FrameFields.tsx";
import styles from "./Inspector.module.css";
import { RawBody } from "./RawBody.tsx";
import { StoryView } from "./StoryView.tsx";
import type { Cursor } from "./use-cursor.ts";

interface InspectorProps {
  traffic: Traffic;
  version: number;
  /** Entries of the whole session: its reports are asked for again as it grows. */
  count: number;
  cursor: Cursor;
  findings: readonly Finding[];
}

/** The chosen entry in full: what it was, what became of it and why, its envelope, and the very text that crossed. */
export const Inspector = memo(function Inspector({ traffic, count, cursor, findings }: InspectorProps) {
  const reading = cursor.entry === null ? undefined : traffic.reading(cursor.entry);
  const hasEvents = reading !== undefined && eventsIn(reading.body).length > 0;
  const { data: delivery } = useDelivery(traffic.sessionId, count, hasEvents);
  if (reading === undefined) {
    return (
      <>
        {cursor.entry === null ? (
          <p className={styles.invitation}>Choose an arrow or an entry to see what it says, and what became of it.</p>
        ) : (
          <p className={styles.invitation}>Entry {cursor.entry} is not of this session, or has not been read yet.</p>
        )}
        {findings.length > 0 && <Findings findings={findings} select={cursor.select} />}
      </>
    );
  }

  const { entry, body } = reading;
  const { observer, direction, transport } = entry.frame;
  const { kind, text } = labelOf(body, traffic.names);
  return (
    <Fragment key={entry.entry}>
      <header className={styles.head}>
        <p className={styles.crumb}>
          <RoleIcon role={observer.role} size={14} />
          {direction === "local" ? `${observer.role}, by itself` : `${observer.role} ${direction} by ${transport}`}
          <span className={styles.when}>{sinceStart(traffic.sinceStart(entry))}</span>
        </p>
        <h2>{text}</h2>
        <p className={styles.kind}>
          {kind} · entry {entry.entry}
        </p>
        <CopyTools reading={reading} traffic={traffic} />
      </header>
      {storiesOf(reading, traffic).map((story, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a frame's verdicts never change their order
        <StoryView key={index} story={story} traffic={traffic} select={cursor.select} />
      ))}
      <Crossings traffic={traffic} entry={entry.entry} select={cursor.select} />
      <Envelopes body={body} traffic={traffic} paths={delivery?.paths ?? []} at={entry.entry} select={cursor.select} />
      <FrameFields frame={entry.frame} receivedAt={entry.receivedAt} />
      <RawBody text={entry.frame.body} />
    </Fragment>
  );
});

/** The other end of each arrow that begins or ends here. */
function Crossings({ traffic, entry, select }: { traffic: Traffic; entry: number; select(entry: number): void }) {
  return traffic.crossings.at(entry).map((crossing) => {
    const { id, sent, received, outcome, isRepeat } = crossing;
    const isSender = sent?.entry === entry;
    const other = isSender ? received : sent;
    if (other === null)
      return (
        <p key={id} className={styles.crossing}>
          {missing[outcome]}
        </p>
      );
    const flight = sent === null || received === null ? 0 : traffic.timeOf(received) - traffic.timeOf(sent);
    return (
      <p key={id} className={styles.crossing}>
        {isSender
          ? `${isRepeat ? "Arrived again" : "Arrived"} after ${span(flight)} as `
          : `Sent ${span(flight)} earlier as `}
        <EntryLink entry={other.entry} traffic={traffic} select={select} />
      </p>
    );
  });
}

const missing = {
  arrived: "",
  failed: "The transport gave it up; it was not seen to arrive.",
  replaced: "A newer context took its place before it left.",
  open: "Not seen to arrive, so far.",
  unsent: "The sender's own tee did not show it leaving.",
} as const;
