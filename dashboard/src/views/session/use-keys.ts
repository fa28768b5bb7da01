import { useEffect } from "react";
import type { Cursor } from "./use-cursor.ts";
import type { Zoom } from "./use-zoom.ts";

/** The keys of the session view; fields and sliders keep theirs. */
export function useKeys(cursor: Cursor, zoom: Zoom): void {
  const { step, toEnd, follow, release } = cursor;
  const { by, reset, fit } = zoom;
  useEffect(() => {
    const moves = new Map([
      ["ArrowDown", () => step(1)],
      ["ArrowRight", () => step(1)],
      ["j", () => step(1)],
      ["ArrowUp", () => step(-1)],
      ["ArrowLeft", () => step(-1)],
      ["k", () => step(-1)],
      ["PageDown", () => step(10)],
      ["PageUp", () => step(-10)],
      ["Home", () => toEnd("first")],
      ["End", () => toEnd("last")],
      ["f", follow],
      ["Escape", release],
      ["+", () => by(1.4)],
      ["=", () => by(1.4)],
      ["-", () => by(1 / 1.4)],
      ["0", reset],
      ["w", fit],
      ["/", () => document.querySelector<HTMLInputElement>("[data-filter]")?.focus()],
    ]);
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isField(event.target)) return;
      const move = moves.get(event.key);
      if (move === undefined) return;
      event.preventDefault();
      move();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [step, toEnd, follow, release, by, reset, fit]);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}
