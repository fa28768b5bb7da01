import type { Parting } from "../../model/comparison.ts";
import type { Step } from "../../model/course.ts";
import type { SessionRef } from "../../model/session-ref.ts";
import { VerdictBadge } from "../../ui/VerdictBadge.tsx";
import styles from "./CompareView.module.css";
import { OpenLink } from "./OpenLink.tsx";

interface PartingCardProps {
  parting: Parting | null;
  refs: readonly [SessionRef, SessionRef];
  /** Edits of the first side. */
  steps: number;
}

/** Where the two courses part first, in a sentence, with both edits. */
export function PartingCard({ parting, refs, steps }: PartingCardProps) {
  return (
    <section className={styles.parting} data-same={parting === null} aria-label="First difference">
      <p data-testid="parting">{sentenceOf(parting, steps)}</p>
      {parting !== null && (
        <div className={styles.steps}>
          <StepView step={parting.left} of={refs[0]} />
          <StepView step={parting.right} of={refs[1]} />
        </div>
      )}
    </section>
  );
}

function sentenceOf(parting: Parting | null, steps: number): string {
  if (parting === null)
    return `Both took the same course: the same ${count(steps)} by the same devices, with the same verdicts.`;
  const { after, why } = parting;
  const before = after === 0 ? "From the first edit on" : `After ${count(after)} in common`;
  switch (why) {
    case "edit":
      return `${before} they part: the next edit is another one.`;
    case "verdict":
      return `${before} they part: the next edit is the same, and something else became of it.`;
    case "end":
      return `${before} one of them has no more edits.`;
  }
}

const count = (edits: number) => (edits === 1 ? "one edit" : `${edits} edits`);

function StepView({ step, of }: { step: Step | undefined; of: SessionRef }) {
  if (step === undefined) return <p className={styles.step}>no more edits</p>;
  const { role, text, became, entry } = step;
  return (
    <p className={styles.step}>
      <b>
        {role ?? "a device"}: {text}
      </b>
      {became === null ? <span className={styles.none}>not seen to arrive</span> : <VerdictBadge word={became} />}
      <OpenLink to={of} entry={entry}>
        entry {entry}
      </OpenLink>
    </p>
  );
}
