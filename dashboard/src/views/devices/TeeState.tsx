import type { Device } from "../../model/devices.ts";
import { ago } from "../../model/time.ts";
import { useNow } from "../../ui/use-now.ts";
import styles from "./DeviceCard.module.css";

/** Whether the device's tee has a line to the relay now, and if not, since when nothing was heard. */
export function TeeState({ device: { isConnected, heard } }: { device: Device }) {
  const now = useNow(5_000);
  const last = heard?.lastReceivedAt;
  return (
    <span className={styles.tee} data-connected={isConnected}>
      <span className={styles.dot} aria-hidden="true" />
      {isConnected ? "connected" : last === undefined ? "never heard" : `heard ${ago(last, Math.max(now, last))}`}
    </span>
  );
}
