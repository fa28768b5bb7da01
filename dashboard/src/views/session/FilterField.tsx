import { faultSentence, parseFilter } from "@lighty/protocol/filter";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Choice, type Completion, completed, completionAt } from "../../model/completion.ts";
import type { Narrowing } from "../../model/filter.ts";
import { go } from "../../store/url-state.ts";
import styles from "./FilterField.module.css";

/** Choices shown at a time; typing on narrows them. */
const mostShown = 12;

/** What of the session is looked for, in the filter language: offers what could stand there, and says where it cannot be understood. */
export function FilterField({ narrowing, devices }: { narrowing: Narrowing; devices: readonly string[] }) {
  const { text } = narrowing;
  const input = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const id = useId();
  // Where the caret goes once React has written the text: only then is there a place for it.
  const placed = useRef<number | null>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [picked, setPicked] = useState(-1);
  const completion = useMemo(
    () => (caret === null ? nothing : completionAt(text, caret, devices)),
    [text, caret, devices],
  );
  const choices = completion.choices.slice(0, mostShown);
  const parsed = parseFilter(text);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a text that was written is what there is to wait for
  useLayoutEffect(() => {
    const at = placed.current;
    placed.current = null;
    if (at !== null) input.current?.setSelectionRange(at, at);
  }, [text]);

  function write(next: string, at: number | null): void {
    go({ narrowing: { ...narrowing, text: next } });
    setCaret(at);
    setPicked(-1);
  }

  function take(choice: Choice): void {
    const next = completed(text, completion, choice);
    write(next.text, next.caret);
    placed.current = next.caret;
    input.current?.focus();
  }

  function press(event: React.KeyboardEvent): void {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choice = choices[picked] ?? (event.key === "Tab" ? choices[0] : undefined);
    if (move !== undefined && choices.length > 0) {
      event.preventDefault();
      setPicked((picked + move + choices.length + (picked < 0 && move < 0 ? 1 : 0)) % choices.length);
    } else if (choice !== undefined && (event.key === "Enter" || (event.key === "Tab" && text !== ""))) {
      event.preventDefault();
      take(choice);
    } else if (event.key === "Enter") setCaret(null);
    else if (event.key === "Escape" && caret !== null && choices.length > 0) setCaret(null);
    else if (event.key === "Escape") input.current?.blur();
  }

  const fault = parsed.ok ? null : parsed.fault;
  return (
    <div className={styles.field}>
      <div className={styles.mirror} ref={mirror} aria-hidden="true">
        {fault !== null && (
          <>
            {text.slice(0, fault.position)}
            <span className={styles.fault}>
              {text.slice(fault.position, fault.position + fault.found.length) || " "}
            </span>
          </>
        )}
      </div>
      <input
        ref={input}
        className={styles.input}
        type="text"
        role="combobox"
        aria-label="Filter"
        aria-expanded={choices.length > 0}
        aria-controls={`${id}choices`}
        aria-activedescendant={picked < 0 ? undefined : `${id}${picked}`}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : `${id}fault`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder="Filter, like verdict:superseded or bench   /"
        data-filter
        value={text}
        onChange={({ currentTarget }) => write(currentTarget.value, currentTarget.selectionStart)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onBlur={() => setCaret(null)}
        onKeyDown={press}
        onScroll={({ currentTarget }) => mirror.current?.scrollTo(currentTarget.scrollLeft, 0)}
      />
      {choices.length > 0 && (
        <div className={styles.choices} role="listbox" aria-label="Completions" id={`${id}choices`}>
          {choices.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys move through them
            <div
              key={choice.text}
              id={`${id}${index}`}
              className={styles.choice}
              role="option"
              tabIndex={-1}
              aria-selected={index === picked}
              // Before the field loses the caret to a click.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(choice)}
            >
              <b>{choice.text}</b> <span>{choice.detail}</span>
            </div>
          ))}
        </div>
      )}
      {fault !== null && caret !== null && choices.length === 0 && (
        <p className={styles.sentence} id={`${id}fault`} role="status">
          Not understood {faultSentence(fault)}. All entries are shown.
        </p>
      )}
      {fault !== null && (caret === null || choices.length > 0) && (
        <p className={styles.sr} id={`${id}fault`}>
          Not understood {faultSentence(fault)}.
        </p>
      )}
    </div>
  );
}

const nothing: Completion = { from: 0, to: 0, choices: [] };
