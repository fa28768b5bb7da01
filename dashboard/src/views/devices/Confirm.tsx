import { type ReactNode, useState } from "react";
import type { Change } from "../../store/desk.ts";
import buttons from "../../ui/Button.module.css";
import { Sheet } from "../keys/Sheet.tsx";
import styles from "./DevicesView.module.css";

interface ConfirmProps {
  title: string;
  /** What the button that does it says. */
  deed: string;
  change: Change<[]>;
  close(): void;
  /** Has to be typed first; nothing has to where it is absent. */
  word?: string;
  children: ReactNode;
}

/** Asks once more before what cannot be taken back. */
export function Confirm({ title, deed, change, close, word, children }: ConfirmProps) {
  const [typed, type] = useState("");
  const { run, isBusy, refusal } = change;
  const isReady = !isBusy && (word === undefined || typed.trim().toLowerCase() === word);
  return (
    <Sheet name={title} close={close} isNarrow>
      <form
        className={styles.confirm}
        onSubmit={async (event) => {
          event.preventDefault();
          if (isReady && (await run())) close();
        }}
      >
        <h2>{title}</h2>
        {children}
        {word !== undefined && (
          <label>
            <span>
              Type <b>{word}</b> to go on
            </span>
            <input
              type="text"
              autoComplete="off"
              value={typed}
              onChange={({ currentTarget }) => type(currentTarget.value)}
            />
          </label>
        )}
        {refusal !== null && (
          <p className={styles.refusal} role="alert">
            {refusal}
          </p>
        )}
        <div className={styles.choice}>
          <button type="button" className={buttons.button} onClick={close}>
            Keep it as it is
          </button>
          <button type="submit" className={styles.danger} disabled={!isReady}>
            {isBusy ? "A moment" : deed}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
