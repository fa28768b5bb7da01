import type { Envelope } from "@lighty/protocol";
import type { EventPath } from "@lighty/protocol/projections";
import { eventText } from "../../model/label.ts";
import { type Body, eventsIn } from "../../model/reading.ts";
import { clockTime } from "../../model/time.ts";
import type { Traffic } from "../../model/traffic.ts";
import buttons from "../../ui/Button.module.css";
import { Fields } from "../../ui/Fields.tsx";
import { EventWay } from "./EventWay.tsx";
import styles from "./Inspector.module.css";

interface EnvelopesProps {
  body: Body;
  traffic: Traffic;
  /** The entry being looked at. */
  at: number;
  /** What became of the session's events, as far as the source tells. */
  paths: readonly EventPath[];
  select(entry: number): void;
}

/** The envelope of each event the body carries, and every entry the event came by. */
export function Envelopes({ body, traffic, at, paths, select }: EnvelopesProps) {
  return eventsIn(body).map((event) => {
    const way = paths.find(({ eventId }) => eventId === event.eventId);
    return (
      <details key={event.eventId} className={styles.part} open>
        <summary>
          Envelope <span className={styles.aside}>{eventText(event, traffic.names)}</span>
        </summary>
        <Fields fields={fieldsOf(event, traffic)} />
        <p className={styles.path}>
          Its path:{" "}
          {traffic.path(event.eventId).map((entry) => (
            <button
              key={entry}
              type="button"
              className={buttons.link}
              aria-current={entry === at ? "true" : undefined}
              title={stepText(entry, traffic)}
              onClick={() => select(entry)}
            >
              {entry} {stepText(entry, traffic)}
            </button>
          ))}
        </p>
        {way !== undefined && <EventWay path={way} traffic={traffic} select={select} />}
      </details>
    );
  });
}

function fieldsOf(event: Envelope, { names }: Traffic): [string, string][] {
  return [
    ["eventType", event.eventType],
    ["eventId", event.eventId],
    ["sessionId", event.sessionId],
    ["deviceId", `${event.deviceId} (${names.device(event.deviceId)})`],
    [
      "seq",
      event.seq === undefined ? "none" : `${event.seq} (${names.device(event.deviceId).slice(0, 1)}${event.seq})`,
    ],
    ["revision", String(event.revision)],
    ["timestamp", `${event.timestamp} (${clockTime(event.timestamp)})`],
    ["payload", JSON.stringify(event.payload)],
  ];
}

function stepText(entry: number, traffic: Traffic): string {
  const frame = traffic.reading(entry)?.entry.frame;
  if (frame === undefined) return "";
  return frame.direction === "local" ? `${frame.observer.role} made it` : `${frame.observer.role} ${frame.direction}`;
}
