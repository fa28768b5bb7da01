import { useSent } from "../../store/desk.ts";
import styles from "./DevicesView.module.css";
import { Transports } from "./Transports.tsx";

/** How each transport did in the whole log. */
export function AllTransports() {
  const { data } = useSent();
  if (data === undefined || data.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="overall">
      <h2 id="overall">Transports, overall</h2>
      <Transports transports={data} caption="What all devices sent, whatever session it was about" />
    </section>
  );
}
