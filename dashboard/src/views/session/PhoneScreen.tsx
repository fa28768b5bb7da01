import type { ExerciseState, SessionView, SetState } from "@lighty/protocol";
import { stopwatch } from "../../model/time.ts";
import styles from "./PhoneScreen.module.css";
import type { Screen } from "./Screens.tsx";
import { Touched } from "./Touched.tsx";

/** The phone as the lifter sees it: the whole routine, and the rest running above it. */
export function PhoneScreen({ screen }: { screen: Screen }) {
  const { view, isReading } = screen;
  return (
    <article className={styles.phone} aria-label="Phone">
      {view === undefined || view.status === "shell" ? (
        <p className={styles.empty}>
          {isReading
            ? "Being read."
            : view === undefined
              ? "The phone has not heard of this session."
              : "Waiting for the start."}
        </p>
      ) : (
        <Started view={view} touched={screen.touched} />
      )}
    </article>
  );
}

function Started({ view, touched }: { view: SessionView } & Pick<Screen, "touched">) {
  const { derived } = view;
  return (
    <>
      <header className={styles.head}>
        <b>{view.routineName}</b>
        <span className={styles.clock} data-running={view.running}>
          {statusText(view) ?? stopwatch(derived.elapsedSeconds)}
        </span>
      </header>
      <Touched by={touched} register="rest" className={styles.rest}>
        <Rest view={view} />
      </Touched>
      <div className={styles.exercises}>
        {view.exercises.map((exercise, index) => (
          <Exercise
            key={exercise.exerciseId}
            exercise={exercise}
            unit={view.unit}
            isCurrent={index === view.currentExerciseIndex}
            touched={touched}
          />
        ))}
      </div>
      <footer className={styles.foot}>
        <span>{derived.completedSetsCount === 1 ? "1 set" : `${derived.completedSetsCount} sets`}</span>
        <span>
          {Math.round(volumeOf(view)).toLocaleString("en")} {view.unit}
        </span>
        {view.activeEnergyKcal !== undefined && <span>{Math.round(view.activeEnergyKcal.value)} kcal</span>}
      </footer>
    </>
  );
}

/** What was lifted in completed sets, in the unit it was entered in, as the phone shows it. */
function volumeOf({ exercises }: SessionView): number {
  const done = exercises.flatMap(({ sets }) => sets.filter(({ isCompleted }) => isCompleted));
  return done.reduce((sum, { weight, reps }) => sum + weight * reps, 0);
}

export function statusText({ status, running }: SessionView): string | null {
  if (status === "finished" || status === "discarded") return status;
  return running ? null : "paused";
}

function Rest({ view: { rest } }: { view: SessionView }) {
  if (rest.state === "none") return <span className={styles.restNone}>no rest running</span>;
  const share = rest.durationMs === 0 ? 0 : rest.remainingMs / rest.durationMs;
  return (
    <>
      <span className={styles.restBar} style={{ scale: `${share} 1` }} />
      <span className={styles.restText}>
        {rest.state === "paused" ? "rest held" : "rest"} <b>{stopwatch(Math.ceil(rest.remainingMs / 1_000))}</b>
      </span>
    </>
  );
}

interface ExerciseProps extends Pick<Screen, "touched"> {
  exercise: ExerciseState;
  unit: string;
  isCurrent: boolean;
}

function Exercise({ exercise, unit, isCurrent, touched }: ExerciseProps) {
  const isTouched = exercise.sets.some(({ setId }) =>
    [...touched.keys()].some((name) => name.startsWith(`set/${setId}/`)),
  );
  const done = exercise.sets.filter(({ isCompleted }) => isCompleted).length;
  return (
    <section className={styles.exercise} data-current={isCurrent}>
      <h3>
        <Touched by={isCurrent ? touched : undefined} register="index">
          {exercise.name}
        </Touched>
        <span className={styles.done}>
          {done}/{exercise.sets.length}
        </span>
      </h3>
      {(isCurrent || isTouched) &&
        exercise.sets.map((set, index) => (
          <SetRow key={set.setId} set={set} number={index + 1} unit={unit} touched={touched} />
        ))}
    </section>
  );
}

function SetRow({
  set,
  number,
  unit,
  touched,
}: { set: SetState; number: number; unit: string } & Pick<Screen, "touched">) {
  const register = (field: string) => `set/${set.setId}/${field}`;
  return (
    <div className={styles.set} data-done={set.isCompleted}>
      <span className={styles.setNumber}>{number}</span>
      <Touched by={touched} register={register("weight")} className={styles.weight}>
        {set.weight} <small>{unit}</small>
      </Touched>
      <Touched by={touched} register={register("reps")} className={styles.reps}>
        {set.reps} <small>reps</small>
      </Touched>
      <Touched by={touched} register={register("isCompleted")} className={styles.tick}>
        <svg width="14" height="14" viewBox="0 0 14 14" role="img" aria-label={set.isCompleted ? "done" : "open"}>
          <circle cx="7" cy="7" r="6" />
          {set.isCompleted && <path d="M4 7.2l2.2 2.1L10 5" />}
        </svg>
      </Touched>
    </div>
  );
}
