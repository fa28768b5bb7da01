import { useEffect, useRef } from "react";
import type { Action } from "./action.ts";

/** A sheet that keys open. */
export type SheetName = "palette" | "help";

/** The keys of a view; fields, sliders and open dialogs keep theirs. `Ctrl` or `Cmd` with `k` opens the palette, `?` the help. */
export function useKeys(actions: readonly Action[], open: (sheet: SheetName) => void): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]") !== null) return;
      const isPalette = (event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k";
      const run = isPalette ? () => open("palette") : plainKey(event, latest.current, open);
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [open]);
}

function plainKey(
  event: KeyboardEvent,
  actions: readonly Action[],
  open: (sheet: "help") => void,
): (() => void) | undefined {
  if (event.metaKey || event.ctrlKey || event.altKey || isField(event.target, event.key)) return undefined;
  if (isPressing(event)) return undefined;
  if (event.key === "?") return () => open("help");
  const action = actions.find(({ keys }) => keys.includes(event.key));
  return action && (() => action.run());
}

/** Enter and the space bar belong to the button, link or summary that has the keyboard. */
function isPressing({ key, target }: KeyboardEvent): boolean {
  return (key === "Enter" || key === " ") && target instanceof Element && target.closest("a, button, summary") !== null;
}

/** What a reader types, or moves by keys of its own, keeps its keys; a box only the one that ticks it. */
function isField(target: EventTarget | null, key: string): boolean {
  if (target instanceof HTMLInputElement && target.type === "checkbox") return key === " ";
  return (
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}
