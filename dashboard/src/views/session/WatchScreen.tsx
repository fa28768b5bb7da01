import type { SessionView } from "@lighty/protocol";
import { stopwatch } from "../../model/time.ts";
import { statusText } from "./PhoneScreen.tsx";
import type { Screen } from "./Screens.tsx";
import { Touched } from "./Touched.tsx";
import styles from "./WatchScreen.module.css";

/** The watch as the lifter sees it: one exercise, one set, and the rest around it. */
export function WatchScreen({ screen }: { screen: Screen }) {
  const { view, isReading } = screen;
  return (
    <article className={styles.watch} aria-label="Watch">
      {view === undefined || view.status === "shell" ? (
        <p className={styles.empty}>
          {isReading
            ? "Being read."
            : view === undefined
              ? "The watch has not heard of this session."
              : "Waiting for the start."}
        </p>
      ) : (
        <Started view={view} touched={screen.touched} />
      )}
    </article>
  );
}

function Started({ view, touched }: { view: SessionView } & Pick<Screen, "touched">) {
  const { exercises, currentExerciseIndex, rest, derived, heartRateBpm, activeEnergyKcal } = view;
  const exercise = exercises[currentExerciseIndex];
  const open = exercise?.sets.findIndex(({ isCompleted }) => !isCompleted) ?? -1;
  // A set the entry touched is the one to look at, also when it is done already.
  const hit =
    exercise?.sets.findIndex(({ setId }) => [...touched.keys()].some((name) => name.startsWith(`set/${setId}/`))) ?? -1;
  const at = hit >= 0 && touched.size < 12 ? hit : open >= 0 ? open : (exercise?.sets.length ?? 0) - 1;
  const set = exercise?.sets[at];
  const register = (field: string) => `set/${set?.setId}/${field}`;
  return (
    <>
      <header className={styles.head}>
        <Touched by={touched} register="index" className={styles.exercise}>
          {exercise?.name ?? "No exercise"}
        </Touched>
        <span>{statusText(view) ?? stopwatch(derived.elapsedSeconds)}</span>
      </header>
      {set !== undefined && (
        <>
          <p className={styles.which}>
            <Touched by={touched} register={register("isCompleted")}>
              set {at + 1} of {exercise?.sets.length}
              {set.isCompleted ? ", done" : ""}
            </Touched>
          </p>
          <p className={styles.load}>
            <Touched by={touched} register={register("weight")}>
              {set.weight}
              <small> {view.unit}</small>
            </Touched>
            <span className={styles.times}>×</span>
            <Touched by={touched} register={register("reps")}>
              {set.reps}
            </Touched>
          </p>
        </>
      )}
      <Touched by={touched} register="rest" className={styles.rest}>
        {rest.state === "none" ? (
          <span className={styles.restNone}>no rest</span>
        ) : (
          <>
            <span
              className={styles.restBar}
              style={{ scale: `${rest.durationMs === 0 ? 0 : rest.remainingMs / rest.durationMs} 1` }}
            />
            <b>{stopwatch(Math.ceil(rest.remainingMs / 1_000))}</b>
          </>
        )}
      </Touched>
      <footer className={styles.foot}>
        <span>{heartRateBpm === undefined ? "– bpm" : `${heartRateBpm.value} bpm`}</span>
        <span>{activeEnergyKcal === undefined ? "– kcal" : `${Math.round(activeEnergyKcal.value)} kcal`}</span>
      </footer>
    </>
  );
}
