import { type SessionSummary, verdictWords } from "@lighty/protocol";
import { refText, withRef } from "../../model/session-ref.ts";
import { stateOf } from "../../model/session-search.ts";
import { ago, stopwatch } from "../../model/time.ts";
import { follow, go, searchOf, usePlace } from "../../store/url-state.ts";
import { RoleIcon } from "../../ui/RoleIcon.tsx";
import { wordOf } from "../../ui/VerdictBadge.tsx";
import { VerdictGlyph } from "../../ui/VerdictGlyph.tsx";
import styles from "./SessionsView.module.css";

/** A session in a row, with a box that chooses it to be compared. */
export function SessionRow({ summary, now }: { summary: SessionSummary; now: number }) {
  const { sessionId, status, routineName, lastReceivedAt, entries, revision, durationMs, activeEnergyKcal } = summary;
  const place = usePlace();
  const name = routineName ?? "A session without a start";
  const ref = { from: place.from, session: sessionId };
  const isChosen = place.compare.some((each) => refText(each) === refText(ref));
  const there = { session: sessionId, entry: null };
  return (
    // The link inside is what the keyboard and a reader's software use; the row is a bigger target for the mouse.
    <tr className={styles.row} onClick={() => go(there)}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: only keeps a click at the box from opening the session */}
      <td className={styles.choice} onClick={(event) => event.stopPropagation()}>
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          title="Choose two to compare them"
          checked={isChosen}
          onChange={() => go({ compare: withRef(place.compare, ref) })}
        />
      </td>
      <td>
        <a
          className={styles.name}
          data-session
          href={searchOf({ ...place, ...there })}
          onClick={(event) => {
            event.stopPropagation();
            follow(event, there);
          }}
        >
          {name}
        </a>
        <span className={styles.status} data-status={status}>
          {stateOf(summary)}
        </span>
        <div className={styles.id}>{sessionId}</div>
      </td>
      <td className={styles.when}>{ago(lastReceivedAt, Math.max(now, lastReceivedAt))}</td>
      <td className={styles.number}>
        {durationMs === undefined ? <span className={styles.none}>–</span> : stopwatch(durationMs / 1_000)}
        {activeEnergyKcal !== undefined && (
          <div className={styles.under}>{Math.round(activeEnergyKcal).toLocaleString("en")} kcal</div>
        )}
      </td>
      <td>
        <Devices summary={summary} />
      </td>
      <td className={styles.number}>
        {entries.toLocaleString("en")}
        <div className={styles.under}>revision {revision.toLocaleString("en")}</div>
      </td>
      <td>
        <Verdicts verdicts={summary.verdicts} />
      </td>
      <td>
        <Findings summary={summary} />
      </td>
    </tr>
  );
}

function Devices({ summary: { devices } }: { summary: SessionSummary }) {
  const digests = new Set(devices.map(({ digest }) => digest).filter((digest) => digest !== undefined));
  const agree = digests.size === 1 && devices.length > 1 ? "in step" : digests.size > 1 ? "apart" : null;
  return (
    <span className={styles.devices}>
      {devices.map(({ deviceId, role }) => (
        <span key={deviceId} title={deviceId}>
          <RoleIcon role={role} />
        </span>
      ))}
      {agree !== null && <span className={agree === "apart" ? styles.apart : styles.agree}>{agree}</span>}
    </span>
  );
}

function Verdicts({ verdicts }: { verdicts: SessionSummary["verdicts"] }) {
  const counted = verdictWords.filter((word) => (verdicts[word] ?? 0) > 0);
  if (counted.length === 0) return <span className={styles.none}>none yet</span>;
  return (
    <span className={styles.verdicts}>
      {counted.map((word) => (
        <span key={word} title={wordOf(word)} role="img" aria-label={`${verdicts[word]} ${wordOf(word)}`}>
          <VerdictGlyph word={word} /> {verdicts[word]}
        </span>
      ))}
    </span>
  );
}

function Findings({ summary: { findings } }: { summary: SessionSummary }) {
  if (findings.length === 0) return <span className={styles.none}>none</span>;
  const worst = (["error", "warning", "info"] as const).find((severity) =>
    findings.some((finding) => finding.severity === severity),
  );
  const [first] = findings.filter(({ severity }) => severity === worst);
  const more = findings.length - 1;
  return (
    <span className={styles.finding} data-severity={worst} title={first?.sentence}>
      <b>{worst}</b> {first?.sentence}
      {more > 0 && <span className={styles.none}> and {more} more</span>}
    </span>
  );
}
