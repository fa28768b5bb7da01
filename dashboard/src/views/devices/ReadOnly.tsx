import styles from "./DevicesView.module.css";

/** Why this page changes nothing, and what would. */
export function ReadOnly({ what, command }: { what: string; command: string }) {
  return (
    <p className={styles.readOnly}>
      This page only reads. To {what} from it, open the link that the relay printed beside <b>Control</b> when it
      started. In a terminal <code>{command}</code> does it, too.
    </p>
  );
}
