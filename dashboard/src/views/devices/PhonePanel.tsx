import { useChanges } from "../../store/desk.ts";
import styles from "./DevicesView.module.css";
import { PhoneLink } from "./PhoneLink.tsx";

/** The way to the lifter's app on a page of this relay. */
export function PhonePanel() {
  const changes = useChanges();
  return (
    <section className={styles.panel} aria-labelledby="phone">
      <h2 id="phone">A phone in this browser</h2>
      <p className={styles.plain}>
        The lifter's app itself. Start a training on it and a watch joins; what the two say to each other is recorded
        here.
      </p>
      {changes === null && (
        <p className={styles.readOnly}>
          It pairs itself, which this page may not: open the link that the relay printed beside <b>Phone</b>.
        </p>
      )}
      <PhoneLink />
    </section>
  );
}
