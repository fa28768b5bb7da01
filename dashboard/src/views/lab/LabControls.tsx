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

/** The air between the two, the seed, and what happened as a file. */
export function LabControls({ lab }: { lab: Lab }) {
  const { openLab } = useSourceChoice();
  return (
    <>
      <fieldset className={styles.air}>
        <legend>The air</legend>
        {airs.map(({ name, label, says }) => {
          const percent = Math.round(lab.air[name] * 100);
          return (
            <label key={name} title={`Share of sends that ${says}`}>
              {label}
              <output>{percent} %</output>
              <input
                type="range"
                style={{ ["--done" as string]: `${percent}%` }}
                min={0}
                max={100}
                value={percent}
                aria-valuetext={`${percent} percent ${says}`}
                onChange={(event) => lab.setAir({ ...lab.air, [name]: Number(event.currentTarget.value) / 100 })}
              />
            </label>
          );
        })}
        <label className={styles.range}>
          <input type="checkbox" checked={!lab.isInRange} onChange={() => lab.setRange(!lab.isInRange)} />
          Out of range
        </label>
      </fieldset>
      <div className={styles.keep}>
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
    </>
  );
}
