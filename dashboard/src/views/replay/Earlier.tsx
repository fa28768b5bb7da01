import type { ReplayRun } from "../../model/replay.ts";
import { clockTime } from "../../model/time.ts";
import { useImports } from "../../store/source.ts";
import { follow } from "../../store/url-state.ts";
import styles from "./Run.module.css";
import { playedName, standing, targetWords } from "./run-words.ts";

/** Replays of this relay since it began, but the one that is looked at. */
export function Earlier({ runs, replayId }: { runs: readonly ReplayRun[]; replayId: string | null }) {
  const { data: imports = [] } = useImports();
  const others = runs.filter((run) => run.replayId !== replayId);
  if (others.length === 0) return null;
  return (
    <section className={styles.earlier} aria-labelledby="earlier">
      <h2 id="earlier">{replayId === null ? "Since the relay began" : "Others since the relay began"}</h2>
      <ul>
        {others.map((run) => {
          const { words, colour } = standing(run);
          return (
            <li key={run.replayId}>
              <time>{clockTime(run.startedAt)}</time>
              <a
                href={`?view=replay&replay=${encodeURIComponent(run.replayId)}`}
                onClick={(event) => follow(event, { replay: run.replayId })}
              >
                {playedName(run.order, imports)} {targetWords[run.order.target]}
              </a>
              <span data-colour={colour}>{words}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
