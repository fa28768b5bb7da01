import { useEffect, useSyncExternalStore } from "react";
import type { RunningLab } from "../../model/lab.ts";
import { go } from "../../store/url-state.ts";
import { LabControls } from "./LabControls.tsx";
import { LabFates } from "./LabFates.tsx";
import { LabPhone } from "./LabPhone.tsx";
import styles from "./LabView.module.css";
import { LabWatch } from "./LabWatch.tsx";

const tickMs = 50;
/** A page that was in the background does not make up for an hour at once. */
const mostMs = 1_000;

/** A phone and a watch to tap on, and the air between them to spoil; the view beside them fills as it happens. */
export function LabView({ running }: { running: RunningLab }) {
  const { lab } = running;
  useSyncExternalStore(running.subscribe, () => running.version);
  useEffect(() => {
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      running.advance(Math.min(mostMs, now - last));
      last = now;
    }, tickMs);
    return () => clearInterval(timer);
  }, [running]);
  const trained = lab.sessionId;
  // A new workout is what the views below are to show; who looks at an older one then is left there.
  useEffect(() => {
    if (trained !== null) go({ session: trained, entry: null });
  }, [trained]);

  return (
    <section className={styles.bench} aria-label="Lab">
      <LabPhone lab={lab} device={lab.device("phone")} />
      <LabWatch lab={lab} device={lab.device("watch")} />
      <LabFates lab={lab} />
      <LabControls lab={lab} />
    </section>
  );
}
