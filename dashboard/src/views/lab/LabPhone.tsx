import type { SessionView, SetState } from "@lighty/protocol";
import type { Lab, LabDevice } from "../../model/lab.ts";
import { stopwatch } from "../../model/time.ts";
import buttons from "../../ui/Button.module.css";
import { LabRest } from "./LabRest.tsx";
import styles from "./LabView.module.css";

/** The phone in the Lab: the whole routine, each set with its steppers and its tick. */
export function LabPhone({ lab, device }: { lab: Lab; device: LabDevice }) {
  const { view, isRunning } = device;
  return (
    <article className={styles.phone} aria-label="Phone of the Lab" data-off={!isRunning}>
      {!isRunning ? (
        <p className={styles.empty}>The app is not running.</p>
      ) : view === undefined || view.status === "shell" ? (
        <div className={styles.empty}>
          <p>{view === undefined ? "No workout yet." : "Heard of a workout; its start is still on the way."}</p>
          <button type="button" className={buttons.primary} onClick={() => lab.start("phone")}>
            Start on the phone
          </button>
        </div>
      ) : (
        <Training lab={lab} view={view} device={device} />
      )}
    </article>
  );
}

function Training({ lab, view, device }: { lab: Lab; view: SessionView; device: LabDevice }) {
  const isOver = view.status !== "active";
  return (
    <>
      <header className={styles.head}>
        <b>{view.routineName}</b>
        <span>{isOver ? view.status : stopwatch(view.derived.elapsedSeconds)}</span>
      </header>
      <LabRest lab={lab} hand="phone" view={view} />
      <div className={styles.exercises}>
        {view.exercises.map((exercise, index) => (
          <section key={exercise.exerciseId} data-current={index === view.currentExerciseIndex}>
            <button
              type="button"
              className={styles.exercise}
              disabled={isOver}
              aria-pressed={index === view.currentExerciseIndex}
              onClick={() => lab.do("phone", { act: "go_to_exercise", index })}
            >
              {exercise.name}
            </button>
            {exercise.sets.map((set, at) => (
              <PhoneSet
                key={set.setId}
                lab={lab}
                set={set}
                number={at + 1}
                unit={view.unit}
                isOver={isOver}
                isHere={device.unacknowledged.has(set.setId)}
              />
            ))}
          </section>
        ))}
      </div>
      <footer className={styles.foot}>
        {isOver ? (
          <button type="button" className={buttons.primary} onClick={() => lab.start("phone")}>
            Start another
          </button>
        ) : (
          <>
            <button
              type="button"
              className={buttons.button}
              onClick={() => lab.do("phone", { act: view.running ? "pause" : "resume" })}
            >
              {view.running ? "Pause" : "Resume"}
            </button>
            <button type="button" className={buttons.button} onClick={() => lab.do("phone", { act: "discard" })}>
              Discard
            </button>
            <button
              type="button"
              className={buttons.primary}
              onClick={() => lab.do("phone", { act: "finish", outcome: "none" })}
            >
              Finish
            </button>
          </>
        )}
      </footer>
    </>
  );
}

interface PhoneSetProps {
  lab: Lab;
  set: SetState;
  number: number;
  unit: string;
  isOver: boolean;
  /** The watch has not acknowledged its latest edit. */
  isHere: boolean;
}

function PhoneSet({ lab, set, number, unit, isOver, isHere }: PhoneSetProps) {
  const { setId, weight, reps, isCompleted } = set;
  return (
    <div className={styles.set}>
      <span className={styles.number}>{number}</span>
      <Stepper
        what={`weight of set ${number}`}
        text={`${weight} ${unit}`}
        isOff={isOver}
        step={(by) => lab.do("phone", { act: "edit_set", setId, weight: Math.max(0, weight + by * 2.5) })}
      />
      <Stepper
        what={`reps of set ${number}`}
        text={`${reps}`}
        isOff={isOver}
        step={(by) => lab.do("phone", { act: "edit_set", setId, reps: Math.max(0, reps + by) })}
      />
      <span className={styles.truth} title={isHere ? "not yet on the watch" : "on both"}>
        {isHere ? "here" : "both"}
      </span>
      <input
        type="checkbox"
        aria-label={`Set ${number} done`}
        checked={isCompleted}
        disabled={isOver}
        onChange={() => lab.do("phone", { act: "complete_set", setId, isCompleted: !isCompleted })}
      />
    </div>
  );
}

function Stepper(props: { what: string; text: string; isOff: boolean; step(by: -1 | 1): void }) {
  const { what, text, isOff, step } = props;
  return (
    <span className={styles.stepper}>
      <button type="button" aria-label={`Less ${what}`} disabled={isOff} onClick={() => step(-1)}>
        −
      </button>
      <b>{text}</b>
      <button type="button" aria-label={`More ${what}`} disabled={isOff} onClick={() => step(1)}>
        +
      </button>
    </span>
  );
}
