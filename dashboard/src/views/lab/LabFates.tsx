import type { Role } from "@lighty/protocol";
import type { Lab } from "../../model/lab.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./LabView.module.css";

/** How each device stands, and what may befall it. */
export function LabFates({ lab }: { lab: Lab }) {
  return (
    <div className={styles.fates}>
      <Fate lab={lab} whose="phone" />
      <Fate lab={lab} whose="watch" />
    </div>
  );
}

function Fate({ lab, whose: role }: { lab: Lab; whose: Role }) {
  const { isRunning, isReachable, queueDepth } = lab.device(role);
  const word = isRunning ? (isReachable ? "reaches the other" : "reaches nobody") : "down";
  return (
    <fieldset className={styles.fate} data-reaches={isRunning && isReachable}>
      <legend>{role}</legend>
      <p>
        {word}
        <small>{isRunning ? `${queueDepth === 0 ? "nothing" : queueDepth} to send` : "it comes back by itself"}</small>
      </p>
      <button type="button" className={buttons.button} disabled={!isRunning} onClick={() => lab.kill(role, "app")}>
        Kill the app
      </button>
      <button type="button" className={buttons.button} disabled={!isRunning} onClick={() => lab.kill(role, "device")}>
        Restart
      </button>
    </fieldset>
  );
}
