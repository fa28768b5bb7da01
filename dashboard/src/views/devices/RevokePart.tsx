import { useCallback, useState } from "react";
import type { Changes } from "../../model/desk.ts";
import type { Device } from "../../model/devices.ts";
import { useChange, useChanges } from "../../store/desk.ts";
import buttons from "../../ui/Button.module.css";
import { Confirm } from "./Confirm.tsx";
import styles from "./DevicePage.module.css";

/** Sends a paired device away, once that is meant. */
export function RevokePart({ device }: { device: Device }) {
  const changes = useChanges();
  if (device.paired === undefined || device.paired.isRevoked || changes === undefined) return null;
  if (changes === null)
    return (
      <span className={styles.hint}>
        To revoke it open the relay's <b>Control</b> link, or <code>lighty devices revoke {device.deviceId}</code>
      </span>
    );
  return <Revoke device={device} changes={changes} />;
}

function Revoke({ device: { deviceId, name, isConnected }, changes }: { device: Device; changes: Changes }) {
  const [isAsking, ask] = useState(false);
  const revoking = useChange(useCallback(() => changes.revoke(deviceId), [changes, deviceId]));
  return (
    <>
      <button type="button" className={buttons.button} data-revoke onClick={() => ask(true)}>
        Revoke
      </button>
      {isAsking && (
        <Confirm title={`Revoke ${name}?`} deed="Revoke it" change={revoking} close={() => ask(false)}>
          <p>
            Its token ends at once{isConnected ? ", and so do its open lines" : ""}. What it has sent stays in the log.
            To come back it has to be paired anew.
          </p>
          <p>
            <code>{deviceId}</code>
          </p>
        </Confirm>
      )}
    </>
  );
}
