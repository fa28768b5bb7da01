import { useCallback } from "react";
import type { Changes } from "../../model/desk.ts";
import { isRecorded, outcomeText, planOf, type ReplayDeed, type ReplayRun, rates } from "../../model/replay.ts";
import { clockTime, sinceStart } from "../../model/time.ts";
import { useChange, useChanges } from "../../store/desk.ts";
import { useImports } from "../../store/source.ts";
import { follow, go } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import { FoundList } from "./FoundList.tsx";
import styles from "./Run.module.css";
import { playedName, standing, targetWords } from "./run-words.ts";

/** One replay: how far it is, what it is told, and what it showed. */
export function Run({ run }: { run: ReplayRun }) {
  const changes = useChanges();
  const { data: imports = [] } = useImports();
  const { words, colour } = standing(run);
  const { order, outcome, failure, total, played, at, first, last, foundCount, sessions } = run;
  return (
    <section className={styles.run} aria-label="The replay" data-colour={colour}>
      <header className={styles.head}>
        <p className={styles.state} role="status">
          <svg width="14" height="14" viewBox="0 0 12 12" aria-hidden="true">
            <path
              d={shapes[colour]}
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          {words}
        </p>
        <p className={styles.what}>
          {playedName(order, imports)} {targetWords[order.target]}
          {order.weather !== undefined && `, in the weather of seed ${order.weather.seed}`}
          {order.target === "device" && `, room ${order.room}, as the ${order.as}`} · begun {clockTime(run.startedAt)}
        </p>
      </header>
      <Bar run={run} changes={changes ?? null} />
      <p className={styles.place}>
        <span>{first === null ? "" : `entry ${first}`}</span>
        <span>
          {total === 0
            ? "reading what is to be played"
            : `${played.toLocaleString("en")} of ${total.toLocaleString("en")} entries${at === null ? "" : `, at entry ${at}, ${sinceStart(run.atMs)} of ${sinceStart(run.lengthMs)}`}`}
        </span>
        <span>{last === null ? "" : `entry ${last}`}</span>
      </p>
      {run.endedAt === null && changes != null && <Deck run={run} changes={changes} />}
      {run.endedAt !== null && changes != null && (
        <div className={styles.deck}>
          <button
            type="button"
            className={buttons.button}
            onClick={() => go({ session: order.session ?? null, from: order.import ?? null, plan: planOf(order) })}
          >
            Fill the form with it
          </button>
        </div>
      )}
      {failure !== null && (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
      {outcome !== null && <p className={styles.outcome}>{outcomeText(outcome)}</p>}
      {sessions.length > 0 && (
        <p className={styles.sessions}>
          In the log as{" "}
          {sessions.map((sessionId) => (
            <a
              key={sessionId}
              href={`?session=${encodeURIComponent(sessionId)}`}
              onClick={(event) =>
                follow(event, { view: "sessions", replay: null, from: null, session: sessionId, entry: null })
              }
            >
              {sessionId}
            </a>
          ))}
        </p>
      )}
      <FoundList run={run} />
      {!isRecorded(run) && (outcome?.differences.length ?? foundCount) > 0 && (
        <p className={styles.note}>
          These entries are of the run in that weather, which is kept nowhere; the same seed shows them again.
        </p>
      )}
      {outcome !== null && outcome.lines.length > 0 && (
        <details className={styles.lines}>
          <summary>{outcome.lines.length} answers of the device</summary>
          <ol>
            {outcome.lines.map((line) => (
              <li key={line} data-other={!line.endsWith(", as recorded")}>
                {line}
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

const shapes = {
  going: "M3.5 2v8l6.5-4Z",
  waiting: "M4 2v8M8 2v8",
  green: "M1.8 6.4l3 3 5.4-6.6",
  red: "M2.4 2.4l7.2 7.2M9.6 2.4l-7.2 7.2",
  neutral: "M2.5 2.5h7v7h-7Z",
};

/** How far it is; dragging it seeks, where this page may. */
function Bar({ run, changes }: { run: ReplayRun; changes: Changes | null }) {
  const { replayId, total, played, first, last, at, endedAt } = run;
  const seeking = useChange(
    useCallback(
      (to: number) => changes?.tell(replayId, { type: "seek", to }) ?? Promise.resolve(),
      [changes, replayId],
    ),
  );
  const share = total === 0 ? 0 : (played / total) * 100;
  const canSeek = endedAt === null && changes !== null && first !== null && last !== null && last > first;
  return (
    <div className={styles.bar}>
      <progress className={styles.progress} max={100} value={share} aria-label="Played so far">
        {Math.round(share)} %
      </progress>
      {canSeek && (
        <input
          type="range"
          aria-label="Seek to entry"
          min={first}
          max={last}
          value={at ?? first}
          onChange={({ currentTarget }) => void seeking.run(Number(currentTarget.value))}
        />
      )}
    </div>
  );
}

function Deck({ run, changes }: { run: ReplayRun; changes: Changes }) {
  const { replayId, state, rate } = run;
  const telling = useChange(useCallback((deed: ReplayDeed) => changes.tell(replayId, deed), [changes, replayId]));
  const tell = (deed: ReplayDeed) => () => void telling.run(deed);
  const isPaused = state === "paused";
  return (
    <div className={styles.deck}>
      <button
        type="button"
        className={buttons.button}
        data-deed="toggle"
        onClick={tell({ type: isPaused ? "resume" : "pause" })}
      >
        {isPaused ? "Go on" : "Pause"}
      </button>
      <button type="button" className={buttons.button} data-deed="back" onClick={tell({ type: "step_back" })}>
        Step back
      </button>
      <button type="button" className={buttons.button} data-deed="step" onClick={tell({ type: "step" })}>
        Step
      </button>
      <label className={styles.rate}>
        Rate
        <select
          value={String(rate)}
          onChange={({ currentTarget: { value } }) =>
            void telling.run({ type: "rate", rate: value === "max" ? "max" : Number(value) })
          }
        >
          {[...new Set([...rates, ...(rate === "max" ? [] : [rate])])].map((each) => (
            <option key={each} value={each}>
              {each} ×
            </option>
          ))}
          <option value="max">as fast as it goes</option>
        </select>
      </label>
      <button type="button" className={buttons.button} data-deed="quit" onClick={tell({ type: "quit" })}>
        End it
      </button>
      {telling.refusal !== null && (
        <span role="alert" className={styles.refusal}>
          {telling.refusal}
        </span>
      )}
    </div>
  );
}
