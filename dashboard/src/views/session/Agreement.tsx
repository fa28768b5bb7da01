import type { DeviceState } from "../../model/device-states.ts";
import styles from "./Agreement.module.css";

/** Whether both devices hold the same, by the digests they reported. */
export function Agreement({ phone, watch }: { phone: DeviceState | undefined; watch: DeviceState | undefined }) {
  const state = agreementOf(phone, watch);
  return (
    <section className={styles.agreement} data-state={state}>
      <p className={styles.word}>
        <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true">
          <path d={marks[state]} stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
        {words[state]}
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <td />
            <th scope="col">phone</th>
            <th scope="col">watch</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">digest</th>
            <td title={phone?.digest}>{short(phone?.digest)}</td>
            <td title={watch?.digest}>{short(watch?.digest)}</td>
          </tr>
          <tr>
            <th scope="row">revision</th>
            <td>{phone?.session?.revision ?? "–"}</td>
            <td>{watch?.session?.revision ?? "–"}</td>
          </tr>
          <tr>
            <th scope="row">to send</th>
            <td>{phone?.queueDepth ?? "–"}</td>
            <td>{watch?.queueDepth ?? "–"}</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

type AgreementState = "same" | "differ" | "unknown";

export function agreementOf(phone: DeviceState | undefined, watch: DeviceState | undefined): AgreementState {
  if (phone?.digest === undefined || watch?.digest === undefined) return "unknown";
  return phone.digest === watch.digest ? "same" : "differ";
}

const words: Record<AgreementState, string> = {
  same: "Both hold the same",
  differ: "Not the same yet",
  unknown: "Not to be compared yet",
};

const marks: Record<AgreementState, string> = {
  same: "M2 4h12M2 8h12",
  differ: "M2 4h12M2 8h12M11 1L5 11",
  unknown: "M2 6h2M7 6h2M12 6h2",
};

function short(digest: string | undefined): string {
  return digest?.slice(0, 6) ?? "–";
}
