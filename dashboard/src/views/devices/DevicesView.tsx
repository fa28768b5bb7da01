import { useMemo, useState } from "react";
import type { Connection } from "../../model/connection.ts";
import type { Device } from "../../model/devices.ts";
import { useDevices } from "../../store/desk.ts";
import { follow, usePlace } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import { Notice } from "../../ui/Notice.tsx";
import { AllTransports } from "./AllTransports.tsx";
import { DeviceCard } from "./DeviceCard.tsx";
import { DevicePage } from "./DevicePage.tsx";
import styles from "./DevicesView.module.css";
import { PairPanel } from "./PairPanel.tsx";
import { PhonePanel } from "./PhonePanel.tsx";
import { PurgePanel } from "./PurgePanel.tsx";
import { Stale } from "./Stale.tsx";
import { useDeviceActions } from "./use-device-actions.tsx";

const none: readonly Device[] = [];

/** Every device the relay has heard of or paired, and the page of one. */
export function DevicesView({ connection }: { connection: Connection }) {
  const { device: deviceId } = usePlace();
  const devices = useDevices();
  const { data, error, isPending, refetch } = devices;
  const [isInviting, invite] = useState(false);
  const sheets = useDeviceActions({ devices: data ?? none, deviceId, invite: () => invite(true) });
  if (connection.state === "refused")
    return (
      <Notice title="Not signed in">
        <p>{connection.reason}</p>
      </Notice>
    );
  if (data === undefined && error !== null)
    return (
      <Notice title="The devices could not be read">
        <p>{error.message}</p>
        <button type="button" className={buttons.button} onClick={() => void refetch()}>
          Ask again
        </button>
      </Notice>
    );
  if (isPending || data === undefined) return <Notice title="Asking for the devices" isBusy />;
  const device = data.find((each) => each.deviceId === deviceId);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className={styles.view} aria-label="Devices" tabIndex={0}>
      <Stale query={devices} />
      {deviceId === null ? (
        <AllDevices devices={data} isInviting={isInviting} invite={invite} />
      ) : device === undefined ? (
        <Notice title="No such device" isWithin>
          <p>
            The relay knows no device <code>{deviceId.slice(0, 64)}</code>; its frames may have been pruned.
          </p>
          <a href="?view=devices" onClick={(event) => follow(event, { device: null })}>
            All devices
          </a>
        </Notice>
      ) : (
        <DevicePage device={device} />
      )}
      {sheets}
    </section>
  );
}

interface AllDevicesProps {
  devices: readonly Device[];
  isInviting: boolean;
  invite(isInviting: boolean): void;
}

function AllDevices({ devices, isInviting, invite }: AllDevicesProps) {
  const own = useMemo(() => devices.filter(({ isReplay }) => !isReplay), [devices]);
  const replayed = useMemo(() => devices.filter(({ isReplay }) => isReplay), [devices]);
  const connected = own.filter(({ isConnected }) => isConnected).length;
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <header className={styles.head}>
          <h1>Devices</h1>
          <span>{own.length === 0 ? "none yet" : `${own.length}, ${connected} connected`}</span>
        </header>
        {own.length === 0 ? (
          <div className={styles.nobody}>
            <Notice title="No device yet" isWithin>
              <p>Pair a phone or a watch, or start the demo; a device appears here with its first frame.</p>
            </Notice>
          </div>
        ) : (
          <ul className={styles.cards}>
            {own.map((device) => (
              <DeviceCard key={device.deviceId} device={device} />
            ))}
          </ul>
        )}
        <AllTransports />
        {replayed.length > 0 && (
          <details className={styles.replayed}>
            <summary>{replayed.length} that replays brought</summary>
            <ul>
              {replayed.map(({ deviceId, role, heard }) => (
                <li key={deviceId}>
                  <a
                    href={`?view=devices&device=${encodeURIComponent(deviceId)}`}
                    onClick={(event) => follow(event, { device: deviceId })}
                  >
                    {deviceId}
                  </a>{" "}
                  {role}, {heard?.entries.toLocaleString("en") ?? 0} entries
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <aside className={styles.side} aria-label="What this page may change">
        <PairPanel devices={devices} isOpen={isInviting} open={invite} />
        <PhonePanel />
        <PurgePanel />
      </aside>
    </div>
  );
}
