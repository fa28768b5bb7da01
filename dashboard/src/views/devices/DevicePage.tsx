import type { Device } from "../../model/devices.ts";
import { useVitals } from "../../store/desk.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import { ClockPart } from "./ClockPart.tsx";
import { DeviceFacts } from "./DeviceFacts.tsx";
import styles from "./DevicePage.module.css";
import { LinkHistory } from "./LinkHistory.tsx";
import { linkNow } from "./link-words.ts";
import { QueuePart } from "./QueuePart.tsx";
import { RevokePart } from "./RevokePart.tsx";
import { SessionTransports } from "./SessionTransports.tsx";
import { TeeState } from "./TeeState.tsx";
import { Transports } from "./Transports.tsx";

/** All that is known of one device, and how it fared over time. */
export function DevicePage({ device }: { device: Device }) {
  const { deviceId, role, name, heard } = device;
  const { data: vitals } = useVitals(deviceId);
  return (
    <article className={styles.page} aria-label={name}>
      <header className={styles.head}>
        <RoleIcon role={role} size={34} />
        <div className={styles.title}>
          <h2>{name}</h2>
          <code>{deviceId}</code>
        </div>
        <TeeState device={device} />
        <RevokePart device={device} />
      </header>
      <div className={styles.columns}>
        <DeviceFacts device={device} vitals={vitals} />
        <div className={styles.series}>
          <ClockPart device={device} />
          <QueuePart device={device} vitals={vitals} />
          <section className={`${styles.part} ${styles.wide}`} aria-labelledby="link">
            <h2 id="link">Link</h2>
            <p className={styles.now}>
              <b>{capital(linkNow(vitals?.link ?? []).words)}</b>
            </p>
            <LinkHistory link={vitals?.link ?? []} until={heard?.lastReceivedAt ?? 0} />
          </section>
          <section className={`${styles.part} ${styles.wide}`} aria-labelledby="transports">
            <h2 id="transports">Transports</h2>
            {vitals === undefined || vitals.transports.length === 0 ? (
              <p className={styles.nothing}>Nothing it sent has been seen yet.</p>
            ) : (
              <Transports transports={vitals.transports} caption="What this device sent, over all sessions" />
            )}
            <SessionTransports deviceId={deviceId} />
          </section>
        </div>
      </div>
    </article>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
