import { type Found, isRecorded, type ReplayRun, withoutEntry } from "../../model/replay.ts";
import { follow } from "../../store/url-state.ts";
import styles from "./Run.module.css";

/** What differed, the first one first, each a step from its place in the session view; what was found on the way, while it plays. */
export function FoundList({ run }: { run: ReplayRun }) {
  const { outcome, found, foundCount } = run;
  const isOver = outcome !== null;
  const list = isOver ? outcome.differences : found;
  const findings = isOver ? found.filter(({ sentence }) => !list.some((each) => each.sentence === sentence)) : [];
  if (list.length === 0 && findings.length === 0) return null;
  const [first, ...others] = list;
  return (
    <div className={styles.found}>
      {first !== undefined && (
        <>
          <h2>{isOver ? "The first difference" : "Found so far"}</h2>
          <ol>
            <Item found={first} run={run} isFirst={isOver} />
            {others.map((each) => (
              <Item key={each.sentence} found={each} run={run} />
            ))}
          </ol>
        </>
      )}
      {findings.length > 0 && (
        <details>
          <summary>
            {findings.length} {findings.length === 1 ? "thing" : "things"} noticed on the way
          </summary>
          <ol>
            {findings.map((each) => (
              <Item key={each.sentence} found={each} run={run} />
            ))}
          </ol>
        </details>
      )}
      {foundCount > found.length && <p className={styles.note}>and {foundCount - found.length} more</p>}
    </div>
  );
}

function Item({ found, run, isFirst = false }: { found: Found; run: ReplayRun; isFirst?: boolean }) {
  const { entry, register, sessionId } = found;
  const session = sessionId ?? run.order.session;
  const from = run.order.import ?? null;
  const leads = entry !== undefined && session !== undefined && isRecorded(run);
  const query = `${from === null ? "" : `import=${encodeURIComponent(from)}&`}session=${encodeURIComponent(session ?? "")}&entry=${entry}`;
  const said = entry === undefined ? null : `entry ${entry}`;
  return (
    <li data-first={isFirst}>
      {leads ? (
        <a
          href={`?${query}`}
          title="Show it in its session"
          onClick={(event) => follow(event, { view: "sessions", replay: null, from, session, entry, panel: "entry" })}
        >
          {said}
        </a>
      ) : (
        said !== null && <b>{said}</b>
      )}
      {register !== undefined && isFirst && <code className={styles.register}>{register}</code>}
      <p>{withoutEntry(found)}</p>
    </li>
  );
}
