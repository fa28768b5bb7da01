import type { Connection } from "../../model/connection.ts";
import { useReplays } from "../../store/desk.ts";
import { usePlace } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import { Notice } from "../../ui/Notice.tsx";
import { Stale } from "../devices/Stale.tsx";
import { Earlier } from "./Earlier.tsx";
import { PlanForm } from "./PlanForm.tsx";
import styles from "./ReplayView.module.css";
import { Run } from "./Run.tsx";
import { useReplayActions } from "./use-replay-actions.tsx";

/** What is to be played, what is being played, and what came of it. */
export function ReplayView({ connection }: { connection: Connection }) {
  const { replay: replayId } = usePlace();
  const replays = useReplays();
  const { data, error, isPending, refetch } = replays;
  const run = data?.find((each) => each.replayId === replayId);
  const sheets = useReplayActions(run);
  if (connection.state === "refused")
    return (
      <Notice title="Not signed in">
        <p>{connection.reason}</p>
      </Notice>
    );
  if (data === undefined && error !== null)
    return (
      <Notice title="The replays could not be read">
        <p>{error.message}</p>
        <button type="button" className={buttons.button} onClick={() => void refetch()}>
          Ask again
        </button>
      </Notice>
    );
  if (isPending || data === undefined) return <Notice title="Asking for the replays" isBusy />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className={styles.view} aria-label="Replay" tabIndex={0}>
      <Stale query={replays} />
      <div className={styles.columns}>
        <PlanForm />
        <div className={styles.main}>
          {run !== undefined ? (
            <Run key={run.replayId} run={run} />
          ) : (
            <div className={styles.idle}>
              <Notice
                title={replayId === null ? "Nothing is being played" : "That replay is not told of any more"}
                isWithin
              >
                <p>
                  {replayId === null
                    ? "Choose a session or an import, and where it is to go. To the law it takes no device: every verdict and digest that was recorded is worked out anew, and the first difference is named."
                    : "A relay tells of the latest sixteen since it began. Play it again."}
                </p>
              </Notice>
            </div>
          )}
          <Earlier runs={data} replayId={replayId} />
        </div>
      </div>
      {sheets}
    </section>
  );
}
