import type { DivergenceReport, Outline } from "@lighty/protocol/projections";
import { memo, useMemo } from "react";
import { agreementsOf, coarser, outlineAgreements, type PlacedStretch, shareOf } from "../../model/overview.ts";
import styles from "./Minimap.module.css";

interface RibbonProps {
  places: readonly PlacedStretch[];
  report: DivergenceReport | null;
  /** Of a session of which the report knows the latest part alone; null where it knows all. */
  outline: Outline | null;
  /** Of the ribbon, in pixels. */
  width: number;
  select(entry: number): void;
}

/** Pixels of the least part that is told apart from its neighbours. */
const leastPart = 2;

/** Where both devices held the same, and where they parted. */
export const Ribbon = memo(function Ribbon({ places, report, outline, width, select }: RibbonProps) {
  const agreements = useMemo(() => {
    const all = outline !== null ? outlineAgreements(outline) : report !== null ? agreementsOf(report, places) : [];
    return coarser(all, all.length === 0 ? 0 : Math.max(1, Math.floor(width / leastPart)));
  }, [report, outline, places, width]);
  return (
    <fieldset className={styles.ribbon} aria-label="Where the devices held the same, and where they parted">
      {agreements.map(({ from, to, is }) => (
        <span
          key={from}
          className={styles.agreement}
          data-is={is}
          title={titles[is]}
          style={{ left: percent(from), width: percent(to - from) }}
        />
      ))}
      {report?.partings.map(({ entry, register, registerEntry, healed }) => (
        <button
          key={entry}
          type="button"
          className={styles.parting}
          style={{ left: percent(shareOf(places, entry)) }}
          aria-label={`The devices parted at entry ${entry}${healed ? `, healed at ${healed.entry}` : ""}`}
          title={`Parted here${register === undefined ? "" : `, first at ${register}`}`}
          onClick={() => select(registerEntry ?? entry)}
        />
      ))}
    </fieldset>
  );
});

export const percent = (share: number) => `${100 * Math.min(1, Math.max(0, share))}%`;

const titles = {
  same: "Both devices reported the same",
  differ: "The devices reported different states",
  mixed: "The devices reported now the same and now different states",
  unknown: "One of them had not reported yet",
} as const;
