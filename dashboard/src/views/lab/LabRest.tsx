import type { Role, SessionView } from "@lighty/protocol";
import type { Lab } from "../../model/lab.ts";
import { stopwatch } from "../../model/time.ts";
import styles from "./LabView.module.css";

const usualRestMs = 60_000;

/** The rest timer, the same on both screens. */
export function LabRest({ lab, hand, view }: { lab: Lab; hand: Role; view: SessionView }) {
  const { rest, status } = view;
  if (status !== "active") return null;
  if (rest.state === "none")
    return (
      <div className={styles.rest}>
        <button type="button" onClick={() => lab.do(hand, { act: "rest_start", durationMs: usualRestMs })}>
          Rest a minute
        </button>
      </div>
    );
  return (
    <div className={styles.rest}>
      <button
        type="button"
        aria-label="15 seconds less"
        onClick={() => lab.do(hand, { act: "rest_adjust", byMs: -15_000 })}
      >
        −15
      </button>
      <b>{stopwatch(Math.ceil(rest.remainingMs / 1_000))}</b>
      <button
        type="button"
        aria-label="15 seconds more"
        onClick={() => lab.do(hand, { act: "rest_adjust", byMs: 15_000 })}
      >
        +15
      </button>
      <button type="button" onClick={() => lab.do(hand, { act: "rest_skip" })}>
        Skip
      </button>
    </div>
  );
}
