import type { RegisterMap, Role, StampedCell } from "@lighty/protocol";
import { useState } from "react";
import { statesOf } from "../../model/device-states.ts";
import type { Names } from "../../model/names.ts";
import { type DiffRow, diffOf, stampText, valuesOf } from "../../model/state-diff.ts";
import type { Traffic } from "../../model/traffic.ts";
import { useStatesAt } from "../../store/use-report.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./StatePanel.module.css";
import type { Cursor } from "./use-cursor.ts";

interface StatePanelProps {
  traffic: Traffic;
  version: number;
  cursor: Cursor;
  pinned: number | null;
  pin(entry: number | null): void;
}

/** What is compared: the two devices at the cursor, or one of them at the pin and at the cursor. */
type Pair = "devices" | Role;

/** The registers behind the screens, with who wrote each and when: phone against watch, or one device then and now. */
export function StatePanel({ traffic, cursor, pinned, pin }: StatePanelProps) {
  const [chosen, choose] = useState<Pair>("devices");
  const [isWhole, setWhole] = useState(false);
  const now = statesOf(traffic).after(cursor.index + 1);
  const then = useStatesAt(traffic.sessionId, pinned);
  const at = traffic.readings[cursor.index]?.entry.entry ?? null;
  const pair = pinned === null ? "devices" : chosen;

  const nowOf = (role: Role): RegisterMap => now.find((state) => state.role === role)?.session?.registers.toMap() ?? {};
  const thenOf = (role: Role): RegisterMap => then?.find((state) => state.role === role)?.registers ?? {};
  const rows = pair === "devices" ? diffOf(nowOf("phone"), nowOf("watch")) : diffOf(thenOf(pair), nowOf(pair));
  const differing = rows.filter(({ is }) => is !== "same");
  const heads = pair === "devices" ? ["phone", "watch"] : [`at ${pinned}`, `at ${at ?? "–"}`];

  return (
    <div className={styles.panel}>
      <fieldset className={styles.pairs}>
        <legend className={styles.sr}>What is compared</legend>
        <Choice isOn={pair === "devices"} run={() => choose("devices")} text="phone | watch" />
        {pinned !== null && (
          <>
            <Choice isOn={pair === "phone"} run={() => choose("phone")} text="phone then | now" />
            <Choice isOn={pair === "watch"} run={() => choose("watch")} text="watch then | now" />
          </>
        )}
      </fieldset>
      <p className={styles.what}>
        {differing.length === 0 ? "All the same" : `${differing.length} of ${rows.length} differ`}
        {" · "}
        <button type="button" className={buttons.link} aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "only what differs" : "all registers"}
        </button>
        {" · "}
        {pinned === null ? (
          <button type="button" className={buttons.link} disabled={at === null} onClick={() => pin(at)}>
            pin entry {at ?? "–"} to compare with
          </button>
        ) : (
          <button type="button" className={buttons.link} onClick={() => pin(null)}>
            unpin entry {pinned}
          </button>
        )}
      </p>
      {(isWhole || differing.length > 0) && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">register</th>
              <th scope="col">{heads[0]}</th>
              <th scope="col">{heads[1]}</th>
            </tr>
          </thead>
          <tbody>
            {(isWhole ? rows : differing).map((row) => (
              <Register key={row.register} row={row} names={traffic.names} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Choice({ isOn, run, text }: { isOn: boolean; run(): void; text: string }) {
  return (
    <button type="button" className={styles.choice} aria-pressed={isOn} onClick={run}>
      {text}
    </button>
  );
}

/** A register as both sides hold it. */
function Register({ row, names }: { row: DiffRow; names: Names }) {
  const { register, left, right, is } = row;
  const [leftText, rightText] = valuesOf(row);
  return (
    <tr data-is={is}>
      <th scope="row" title={register}>
        {is !== "same" && (
          <span className={styles.mark} title={is === "value" ? "differs" : "same value, other stamp"}>
            {is === "value" ? "≠" : "≈"}
          </span>
        )}
        {names.register(register)}
      </th>
      <Cell cell={left} text={leftText} names={names} />
      <Cell cell={right} text={rightText} names={names} />
    </tr>
  );
}

/** A value of more than this is cut; the inspector has it whole. */
const mostCharacters = 120;

function Cell({ cell, text, names }: { cell: StampedCell | undefined; text: string; names: Names }) {
  if (cell === undefined) return <td className={styles.none}>not held</td>;
  const exact = JSON.stringify(cell[2]).slice(0, mostTold);
  return (
    <td title={`${stampText(cell, names)}: ${exact}`}>
      <code>{text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text}</code>
      <small>
        r{cell[0]} {names.device(cell[1])}
      </small>
    </td>
  );
}

/** And of more than this even where it is pointed at. */
const mostTold = 1_000;
