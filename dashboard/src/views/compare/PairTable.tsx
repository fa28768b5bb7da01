import { type ReactNode, useState } from "react";
import type { Pair } from "../../model/comparison.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./CompareView.module.css";

interface PairTableProps {
  caption: string;
  heads: readonly [ReactNode, ReactNode];
  pairs: readonly Pair[];
  /** Shows what is the same, too, without being asked. */
  isWhole?: boolean;
  /** What stands before a row's name. */
  mark?(index: number): ReactNode;
  /** Said where there is nothing to show. */
  none?: string;
}

/** What two sides say of the same things; what differs stands out, and wears a sign beside its colour. */
export function PairTable({ caption, heads, pairs, isWhole = false, mark, none }: PairTableProps) {
  const [isAsked, ask] = useState(false);
  const differing = pairs.filter(({ isSame }) => !isSame).length;
  const shown = pairs.map((pair, index) => ({ pair, index })).filter(({ pair }) => isWhole || isAsked || !pair.isSame);
  return (
    <section className={styles.part}>
      <h2>
        {caption}
        <span className={styles.count}>{pairs.length > 0 && `${differing} of ${pairs.length} differ`}</span>
        {!isWhole && differing < pairs.length && (
          <button type="button" className={buttons.link} aria-pressed={isAsked} onClick={() => ask(!isAsked)}>
            {isAsked ? "only what differs" : "all of it"}
          </button>
        )}
      </h2>
      {shown.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              <th scope="col">{heads[0]}</th>
              <th scope="col">{heads[1]}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ pair: { name, left, right, isSame }, index }) => (
              <tr key={name} data-same={isSame}>
                <th scope="row">
                  {!isSame && (
                    <span className={styles.mark} title="differs">
                      ≠
                    </span>
                  )}
                  {mark?.(index)} {name}
                </th>
                <Value text={left} />
                <Value text={right} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** A value of more than this is cut. */
const mostCharacters = 300;

function Value({ text }: { text: string | null }) {
  if (text === null) return <td className={styles.none}>–</td>;
  return <td>{text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text}</td>;
}
