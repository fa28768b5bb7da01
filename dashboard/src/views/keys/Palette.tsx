import { useEffect, useId, useRef, useState } from "react";
import type { Action } from "./action.ts";
import { keyText } from "./HelpSheet.tsx";
import styles from "./Sheet.module.css";
import { Sheet } from "./Sheet.tsx";

/** Every action by its name: type a part of it, and take it with Enter. */
export function Palette({ actions, close }: { actions: readonly Action[]; close(): void }) {
  const [sought, seek] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen is kept in sight, in whatever is found
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest" });
  }, [at, sought]);
  const words = sought.toLowerCase().split(/\s+/);
  const found = actions.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));

  function take(action: Action | undefined): void {
    if (action === undefined) return;
    close();
    // The sheet gives the keyboard back first: an action may take it elsewhere.
    setTimeout(action.run);
  }

  function press(event: React.KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && found.length > 0) setAt((at + by + found.length) % found.length);
    else if (event.key === "Enter") take(found[at]);
    else return;
    event.preventDefault();
  }

  return (
    <Sheet name="Actions" close={close}>
      <input
        className={styles.input}
        type="text"
        role="combobox"
        aria-label="Action"
        aria-expanded={true}
        aria-controls={`${id}list`}
        aria-activedescendant={found.length === 0 ? undefined : `${id}${at}`}
        aria-autocomplete="list"
        placeholder="What do you want to do?"
        value={sought}
        onChange={({ currentTarget }) => {
          seek(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div ref={list} className={styles.list} role="listbox" aria-label="Actions" id={`${id}list`}>
        {found.map((action, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys move through them
          <div
            key={action.title}
            id={`${id}${index}`}
            className={styles.item}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => take(action)}
          >
            {action.title}
            <kbd>{keyText(action.keys[0] ?? "")}</kbd>
          </div>
        ))}
        {found.length === 0 && <p className={styles.none}>No action is called that.</p>}
      </div>
    </Sheet>
  );
}
