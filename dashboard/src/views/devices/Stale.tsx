import type { UseQueryResult } from "@tanstack/react-query";
import { clockTime } from "../../model/time.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./DevicesView.module.css";

/** Says that what is shown is old, and why, once asking for it anew has failed. */
export function Stale({ query }: { query: UseQueryResult<unknown, Error> }) {
  const { error, data, failureReason, dataUpdatedAt, refetch } = query;
  const why = error ?? failureReason;
  if (why === null || data === undefined) return null;
  return (
    <p className={styles.stale} role="status">
      These figures are of {clockTime(dataUpdatedAt)}: the relay does not answer.{" "}
      <button type="button" className={buttons.link} onClick={() => void refetch()}>
        Ask again
      </button>
    </p>
  );
}
