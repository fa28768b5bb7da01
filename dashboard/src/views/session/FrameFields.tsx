import type { Frame } from "@lighty/protocol";
import { bytes, clockTime } from "../../model/time.ts";
import { Fields } from "../../ui/Fields.tsx";
import styles from "./Inspector.module.css";

/** What the tee noted beside the text. */
export function FrameFields({ frame, receivedAt }: { frame: Frame; receivedAt: number }) {
  const fields: [string, string | undefined][] = [
    ["observer", `${frame.observer.deviceId} (${frame.observer.role})`],
    ["peer", frame.peer],
    ["transport", frame.transport],
    ["size", bytes(frame.sizeBytes)],
    ["observed at", `${frame.observedAt} (${clockTime(frame.observedAt)})`],
    ["at the relay", clockTime(receivedAt)],
    ["traceSeq", `${frame.traceSeq} of boot ${frame.bootId}`],
    ["to send", frame.queueDepth === undefined ? undefined : `${frame.queueDepth} unacknowledged`],
    ["digest", frame.digests === undefined ? undefined : Object.values(frame.digests).join(", ") || undefined],
    [
      "lost before",
      frame.droppedBefore === undefined ? undefined : `${frame.droppedBefore} frames the tee had to drop`,
    ],
    ["redacted", frame.redacted ? "health values were left out" : undefined],
    ["replayed", frame.replayed ? "sent by a replay" : undefined],
  ];
  const known = fields.filter((field): field is [string, string] => field[1] !== undefined);
  return (
    <details className={styles.part} open>
      <summary>Frame</summary>
      <Fields fields={known} />
    </details>
  );
}
