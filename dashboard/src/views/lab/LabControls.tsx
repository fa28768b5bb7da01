import type { Role } from "@lighty/protocol";
import type { Air, Lab } from "../../model/lab.ts";
import { testOf } from "../../model/test-file.ts";
import { useSourceChoice } from "../../store/source.ts";
import buttons from "../../ui/Button.module.css";
import { save } from "../../ui/save.ts";
import styles from "./LabView.module.css";

const airs: readonly { name: keyof Air; label: string; says: string }[] = [
  { name: "loss", label: "Lost", says: "never arrive, and nobody says so" },
  { name: "failure", label: "Failing", says: "fail, and say so" },
  { name: "duplicate", label: "Twice", says: "arrive twice" },
  { name: "delay", label: "Late", says: "take seconds" },
];

/** The air between the two, what may befall them, the seed, and what happened as a file. */
export function LabControls({ lab }: { lab: Lab }) {
  const { openLab } = useSourceChoice();
  return (
    <div className={styles.controls}>
      <fieldset className={styles.air}>
        <legend>The air</legend>
        {airs.map(({ name, label, says }) => (
          <label key={name} title={`Share of sends that ${says}`}>
            {label}
            <input
              type="range"
              min={0}
              max={100}
              value={Math.round(lab.air[name] * 100)}
              aria-valuetext={`${Math.round(lab.air[name] * 100)} percent ${says}`}
              onChange={(event) => lab.setAir({ ...lab.air, [name]: Number(event.currentTarget.value) / 100 })}
            />
            <output>{Math.round(lab.air[name] * 100)} %</output>
          </label>
        ))}
        <label className={styles.range}>
          <input type="checkbox" checked={!lab.isInRange} onChange={() => lab.setRange(!lab.isInRange)} />
          Out of range
        </label>
      </fieldset>
      <div className={styles.fates}>
        {(["phone", "watch"] as const).map((role) => (
          <Fate key={role} lab={lab} whose={role} />
        ))}
      </div>
      <div className={styles.fates}>
        <label className={styles.seed}>
          Seed
          <input
            defaultValue={lab.seed}
            maxLength={60}
            onKeyDown={(event) => {
              if (event.key === "Enter" && event.currentTarget.value !== "") openLab(event.currentTarget.value);
            }}
          />
        </label>
        <button type="button" className={buttons.button} onClick={() => save(`lab-${lab.seed}.ndjson`, lab.capture())}>
          Save as a capture
        </button>
        <button
          type="button"
          className={buttons.button}
          onClick={() => save(`lab-${lab.seed}.test.ts`, testOf(`the Lab, seed ${lab.seed}`, lab.capture()))}
        >
          Save as a test
        </button>
      </div>
    </div>
  );
}

function Fate({ lab, whose: role }: { lab: Lab; whose: Role }) {
  const { isRunning, isReachable, queueDepth } = lab.device(role);
  const word = isRunning ? (isReachable ? "reaches the other" : "reaches nobody") : "down";
  return (
    <p className={styles.fate}>
      <b>{role}</b> {word}
      {queueDepth > 0 && `, ${queueDepth} to send`}
      <button type="button" className={buttons.button} disabled={!isRunning} onClick={() => lab.kill(role, "app")}>
        Kill the app
      </button>
      <button type="button" className={buttons.button} disabled={!isRunning} onClick={() => lab.kill(role, "device")}>
        Restart
      </button>
    </p>
  );
}
