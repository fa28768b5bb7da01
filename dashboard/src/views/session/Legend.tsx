import { type Transport, verdictWords } from "@lighty/protocol";
import { memo } from "react";
import type { Narrowing } from "../../model/filter.ts";
import type { WordCounts } from "../../model/weight.ts";
import { go, toggled } from "../../store/url-state.ts";
import { wordOf } from "../../ui/VerdictBadge.tsx";
import { VerdictGlyph } from "../../ui/VerdictGlyph.tsx";
import styles from "./Legend.module.css";
import { TransportLine } from "./TransportLine.tsx";

const transports: Transport[] = ["message", "userInfo", "applicationContext"];

interface LegendProps {
  /** Verdicts of the whole session. */
  words: WordCounts;
  narrowing: Narrowing;
  hasRelayLane: boolean;
}

/** What the shapes and lines mean; a verdict is also a switch that narrows the list to it. */
export const Legend = memo(function Legend({ words, narrowing, hasRelayLane }: LegendProps) {
  return (
    <div className={styles.legend}>
      <fieldset className={styles.group}>
        <legend className={styles.sr}>Show only these verdicts in the list</legend>
        {verdictWords.map((word) => {
          const count = words[word] ?? 0;
          const isOn = narrowing.verdicts.includes(word);
          if (count === 0 && !isOn) return null;
          return (
            <button
              key={word}
              type="button"
              className={styles.verdict}
              aria-pressed={isOn}
              data-verdict={word}
              onClick={() => go({ narrowing: toggled(narrowing, word) })}
            >
              <VerdictGlyph word={word} />
              {wordOf(word)} <span className={styles.count}>{count}</span>
            </button>
          );
        })}
        <button
          type="button"
          className={styles.verdict}
          aria-pressed={narrowing.isQuiet}
          title="Leave out acks, pings, hellos and pulses"
          onClick={() => go({ narrowing: { ...narrowing, isQuiet: !narrowing.isQuiet } })}
        >
          no small talk
        </button>
      </fieldset>
      <div className={styles.lines}>
        {transports.map((transport) => (
          <span key={transport}>
            <TransportLine transport={transport} /> {transport}
          </span>
        ))}
        <span>
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M1.5 1.5h7v7h-7Z" fill="none" stroke="currentColor" strokeWidth="1.6" />
          </svg>{" "}
          snapshot
        </span>
        <button
          type="button"
          className={styles.verdict}
          aria-pressed={hasRelayLane}
          title="When the relay had each frame (r)"
          onClick={() => go({ hasRelayLane: !hasRelayLane })}
        >
          relay lane
        </button>
      </div>
    </div>
  );
});
