import type { Device } from "../../model/devices.ts";
import { span } from "../../model/time.ts";
import { useVitals } from "../../store/desk.ts";
import { follow } from "../../store/url-state.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import styles from "./DeviceCard.module.css";
import { linkNow } from "./link-words.ts";
import { PairingMark } from "./PairingMark.tsx";
import { QueueLine } from "./QueueLine.tsx";
import { TeeState } from "./TeeState.tsx";

/** One device at a glance: who, whether it is there, and whether anything about it is wrong. */
export function DeviceCard({ device }: { device: Device }) {
  const { deviceId, role, name, heard } = device;
  const { data: vitals } = useVitals(deviceId);
  const dropped = heard?.dropped ?? 0;
  const missing = vitals?.missing ?? 0;
  const link = linkNow(vitals?.link ?? []);
  return (
    <li className={styles.card} data-connected={device.isConnected}>
      <div className={styles.who}>
        <RoleIcon role={role} size={26} />
        <div>
          <a
            className={styles.name}
            href={`?view=devices&device=${encodeURIComponent(deviceId)}`}
            data-card
            onClick={(event) => follow(event, { device: deviceId })}
          >
            {name}
          </a>
          <div className={styles.id}>{deviceId}</div>
        </div>
        <TeeState device={device} />
      </div>
      <dl className={styles.figures}>
        <div>
          <dt>Clock</dt>
          <dd>
            {heard?.clock == null ? (
              <span className={styles.none}>no reading</span>
            ) : (
              <>
                {span(heard.clock.offsetMs)} <small>± {span(heard.clock.uncertaintyMs)}</small>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>To send</dt>
          <dd>{heard === undefined ? <span className={styles.none}>–</span> : heard.queueDepth}</dd>
        </div>
        <div>
          <dt>Dropped</dt>
          <dd data-bad={dropped > 0}>{dropped.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Missing</dt>
          <dd data-bad={missing > 0}>{missing.toLocaleString("en")}</dd>
        </div>
      </dl>
      <QueueLine points={vitals?.queue ?? []} until={heard?.lastReceivedAt ?? 0} />
      <p className={styles.foot}>
        <PairingMark device={device} />
        <span data-link={link.is}>{link.words}</span>
        {heard?.build !== undefined && <span title={heard.build}>{heard.build}</span>}
      </p>
    </li>
  );
}
