import { useImports, useSessions } from "../../store/source.ts";
import { go, usePlace } from "../../store/url-state.ts";
import styles from "./PlanForm.module.css";

/** Sessions that are offered; an older one is chosen from its own page. */
const mostOffered = 200;

/** What is to be played: a session of the log, or an import. */
export function SourceFields() {
  const { session, from } = usePlace();
  const { data: sessions = [] } = useSessions();
  const { data: imports = [] } = useImports();
  const latest = [...sessions].sort((a, b) => b.lastReceivedAt - a.lastReceivedAt).slice(0, mostOffered);
  const chosen =
    from === null ? (session === null ? "" : `s ${session}`) : session === null ? `i ${from}` : `i ${from} ${session}`;
  const isOffered =
    chosen === "" ||
    latest.some(({ sessionId }) => chosen === `s ${sessionId}`) ||
    imports.some(({ importId }) => chosen === `i ${importId}`);
  return (
    <fieldset>
      <legend>What</legend>
      <label>
        Session or import
        <select
          value={chosen}
          onChange={({ currentTarget }) => {
            const [kind, id = null, part = null] = currentTarget.value.split(" ");
            go(kind === "i" ? { from: id, session: part } : { from: null, session: id });
          }}
        >
          <option value="">choose one</option>
          {!isOffered && (
            <option value={chosen}>
              {session ?? "all sessions"} {from === null ? "" : `of import ${from}`}
            </option>
          )}
          {imports.length > 0 && (
            <optgroup label="Imported captures, all of each">
              {imports.map(({ importId, name, frames }) => (
                <option key={importId} value={`i ${importId}`}>
                  {name} ({frames.toLocaleString("en")} frames)
                </option>
              ))}
            </optgroup>
          )}
          {latest.length > 0 && (
            <optgroup label="Sessions of this relay">
              {latest.map(({ sessionId, routineName, entries }) => (
                <option key={sessionId} value={`s ${sessionId}`}>
                  {routineName ?? "no start"} · {sessionId} ({entries.toLocaleString("en")})
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      {latest.length === 0 && imports.length === 0 && (
        <p className={styles.note}>
          Nothing is recorded yet. <code>lighty import gym.ndjson.gz</code> takes a capture in.
        </p>
      )}
    </fieldset>
  );
}
