import { useMemo } from "react";
import { comparisonOf, type Side } from "../../model/comparison.ts";
import type { SessionRef } from "../../model/session-ref.ts";
import { useSide } from "../../store/read-side.ts";
import { go } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import { Notice } from "../../ui/Notice.tsx";
import { VerdictGlyph } from "../../ui/VerdictGlyph.tsx";
import { action } from "../keys/action.ts";
import { goings } from "../keys/goings.ts";
import { useSheets } from "../keys/use-sheets.tsx";
import styles from "./CompareView.module.css";
import { PairTable } from "./PairTable.tsx";
import { PartingCard } from "./PartingCard.tsx";
import { SessionLink } from "./SessionLink.tsx";

const stop = () => go({ compare: [] });

/** Two sessions side by side, and the keys of the view. */
export function CompareView({ refs }: { refs: readonly [SessionRef, SessionRef] }) {
  const [left, right] = refs;
  const actions = useMemo(
    () => [
      action("Look", "Swap sides", ["x"], () => go({ compare: [right, left] })),
      action("Move", "Back to the list", ["Escape"], stop),
      ...goings,
    ],
    [left, right],
  );
  const { sheet } = useSheets(actions);
  return (
    <>
      <Compared refs={refs} />
      {sheet}
    </>
  );
}

/** What differs between the two, and where their courses part first. */
function Compared({ refs: [left, right] }: { refs: readonly [SessionRef, SessionRef] }) {
  const sides = [useSide(left), useSide(right)] as const;
  const [a, b] = [sides[0].data, sides[1].data];
  const comparison = useMemo(() => (a && b ? comparisonOf(a, b) : null), [a, b]);
  const failed = sides.find(({ error }) => error !== null);
  if (failed !== undefined) {
    return (
      <Notice title="A session could not be read">
        <p>{failed.error?.message}</p>
        <button type="button" className={buttons.button} onClick={() => void failed.refetch()}>
          Ask again
        </button>
      </Notice>
    );
  }
  const unknown = [left, right].find((_, index) => sides[index]?.data === null);
  if (unknown !== undefined) {
    return (
      <Notice title="One of the two is not known here">
        <p>
          There is no session {unknown.session}
          {unknown.from === null ? "" : ` in the import ${unknown.from}`}. It may have been deleted, or belong to
          another relay or file.
        </p>
        <button type="button" className={buttons.button} onClick={stop}>
          Back to the list
        </button>
      </Notice>
    );
  }
  if (!a || !b || comparison === null) return <Notice title="Reading both sessions" isBusy />;

  const { facts, verdicts, findings, parting, states } = comparison;
  const heads = [
    <SessionLink key="left" to={left} side={a} />,
    <SessionLink key="right" to={right} side={b} />,
  ] as const;
  return (
    <div className={styles.view}>
      <article className={styles.sheet}>
        <header className={styles.head}>
          <h1>Two sessions compared</h1>
          <button type="button" className={buttons.button} onClick={() => go({ compare: [right, left] })}>
            Swap sides
          </button>
          <button type="button" className={buttons.button} onClick={stop}>
            Back to the list
          </button>
        </header>
        <PartingCard parting={parting} refs={[left, right]} steps={a.steps.length} />
        <PairTable caption="What they were" heads={heads} pairs={facts} isWhole />
        <PairTable
          caption="What became of their edits"
          heads={heads}
          pairs={verdicts}
          isWhole
          mark={(index) => {
            const word = verdicts[index]?.word;
            return word === undefined ? null : <VerdictGlyph word={word} />;
          }}
          none="Nothing was judged in either."
        />
        <PairTable
          caption="What was noticed"
          heads={heads}
          pairs={findings}
          isWhole
          none="Nothing was noticed in either."
        />
        <PairTable caption="How they ended" heads={heads} pairs={states} none="Both ended in the same state." />
        <Cut sides={[a, b]} />
      </article>
    </div>
  );
}

/** Says so where a session is too long to be compared whole. */
function Cut({ sides }: { sides: readonly Side[] }) {
  const cut = sides.filter(({ lookedAt }) => lookedAt !== null);
  if (cut.length === 0) return null;
  return (
    <p className={styles.cut}>
      {cut.map(({ summary, lookedAt }) => (
        <span key={summary.sessionId}>
          The edits of {summary.routineName ?? summary.sessionId} are those of its first{" "}
          {lookedAt?.toLocaleString("en")} entries.{" "}
        </span>
      ))}
      Counts and the end are of the whole.
    </p>
  );
}
