import type { EventPath } from "@lighty/protocol/projections";
import { span } from "../../model/time.ts";
import type { Traffic } from "../../model/traffic.ts";
import { EntryLink } from "./EntryLink.tsx";
import styles from "./Inspector.module.css";

interface EventWayProps {
  path: EventPath;
  traffic: Traffic;
  select(entry: number): void;
}

/** The whole way of one event, over all transports and wherever in the session its ends lie: made, sent, received, acknowledged. */
export function EventWay({ path, traffic, select }: EventWayProps) {
  const { made, firstSent, lastSent, received, acknowledged, sends, receipts, transports, latencyMs } = path;
  const steps = [
    ["made", made, ""],
    ["sent", firstSent, sends > 1 ? `first of ${sends} times` : ""],
    ["sent again", lastSent?.entry === firstSent?.entry ? undefined : lastSent, "the last time"],
    ["received", received, receipts > 1 ? `first of ${receipts} times` : ""],
    ["acknowledged", acknowledged, ""],
  ] as const;
  return (
    <div className={styles.way}>
      <ol>
        {steps.map(([name, moment, detail]) =>
          moment === undefined ? (
            name !== "sent again" && (
              <li key={name} data-missing>
                not {name} so far
              </li>
            )
          ) : (
            <li key={name}>
              <b>{name}</b> {moment.transport !== undefined && `by ${moment.transport}`}{" "}
              <EntryLink entry={moment.entry} traffic={traffic} select={select} /> <small>{detail}</small>
            </li>
          ),
        )}
      </ol>
      <p>
        {latencyMs !== undefined && (
          <>
            <b>{span(latencyMs)}</b> on its way
            {path.uncertaintyMs !== undefined && ` ± ${span(path.uncertaintyMs)}`}
            {" · "}
          </>
        )}
        {transports.length === 0 ? "no transport" : transports.join(", ")}
        {path.isLate && " · late"}
        {path.isOvertaken && " · overtaken by a later one"}
      </p>
    </div>
  );
}
