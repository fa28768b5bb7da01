import type { Device } from "../../model/devices.ts";
import styles from "./DeviceCard.module.css";

/** Whether a device has a token of its own. */
export function PairingMark({ device: { paired } }: { device: Device }) {
  const state = paired === undefined ? "none" : paired.isRevoked ? "revoked" : "paired";
  return (
    <span className={styles.pairing} data-pairing={state}>
      {words[state]}
    </span>
  );
}

const words = { none: "not paired", revoked: "revoked", paired: "paired" };
