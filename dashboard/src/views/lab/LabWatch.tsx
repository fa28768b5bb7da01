import type { SessionView } from "@lighty/protocol";
import type { Lab, LabDevice } from "../../model/lab.ts";
import buttons from "../../ui/Button.module.css";
import { LabRest } from "./LabRest.tsx";
import styles from "./LabView.module.css";

/** The watch in the Lab: one set at a time, a big Done, and the rest. */
export function LabWatch({ lab, device }: { lab: Lab; device: LabDevice }) {
  const { view, isRunning } = device;
  return (
    <article className={styles.watch} aria-label="Watch of the Lab" data-off={!isRunning}>
      {!isRunning ? (
        <p className={styles.empty}>The app is not running.</p>
      ) : view === undefined || view.status === "shell" ? (
        <div className={styles.empty}>
          <p>{view === undefined ? "No workout yet." : "Its start is still on the way."}</p>
          {lab.sessionId === null && (
            <button type="button" className={buttons.primary} onClick={() => lab.start("watch")}>
              Start on the wrist
            </button>
          )}
        </div>
      ) : (
        <Current lab={lab} view={view} />
      )}
    </article>
  );
}

function Current({ lab, view }: { lab: Lab; view: SessionView }) {
  const { exercises, currentExerciseIndex, unit, status } = view;
  const exercise = exercises[currentExerciseIndex];
  const open = exercise?.sets.findIndex(({ isCompleted }) => !isCompleted) ?? -1;
  const set = exercise?.sets[open];
  if (status !== "active") return <p className={styles.empty}>{status}</p>;
  const next = (currentExerciseIndex + 1) % Math.max(1, exercises.length);
  return (
    <>
      <p className={styles.which}>
        {exercise?.name} {set === undefined ? "" : `${open + 1}/${exercise?.sets.length}`}
      </p>
      {set === undefined ? (
        <button
          type="button"
          className={buttons.button}
          onClick={() => lab.do("watch", { act: "go_to_exercise", index: next })}
        >
          Next exercise
        </button>
      ) : (
        <>
          <p className={styles.load}>
            <button
              type="button"
              aria-label="Less weight on the watch"
              onClick={() =>
                lab.do("watch", { act: "edit_set", setId: set.setId, weight: Math.max(0, set.weight - 2.5) })
              }
            >
              −
            </button>
            <b>
              {set.weight} <small>{unit}</small>
            </b>
            <button
              type="button"
              aria-label="More weight on the watch"
              onClick={() => lab.do("watch", { act: "edit_set", setId: set.setId, weight: set.weight + 2.5 })}
            >
              +
            </button>
          </p>
          <button
            type="button"
            className={styles.done}
            onClick={() => lab.do("watch", { act: "complete_set", setId: set.setId, isCompleted: true })}
          >
            Done · {set.reps} reps
          </button>
        </>
      )}
      <LabRest lab={lab} hand="watch" view={view} />
    </>
  );
}
