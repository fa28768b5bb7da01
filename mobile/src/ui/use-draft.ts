import { useCallback, useEffect, useRef, useState } from "react";
import { AppState } from "react-native";

/** Takes over what stands in the field that is being typed in; null while none is. There is one keyboard, so there is one. */
let settlePending: (() => void) | null = null;

/**
 * Lets what was typed count now. On an iPhone a tap beside a field does not leave it, and what the tap does may take the field away or end the
 * training: so whatever is tapped calls this first.
 */
export function settleDraft(): void {
  settlePending?.();
}

// What is laid aside in mid-word may never be taken up again: the system ends apps that nobody looks at.
AppState.addEventListener("change", (state) => {
  if (state !== "active") settleDraft();
});

export interface Draft {
  /** What stands in the field; null while nothing was typed. */
  typed: string | null;
  type(text: string): void;
  settle(): void;
}

/** What is typed in a field. `take` is told of it once: when the field is left, when something is tapped, when the app is, or when the field goes. */
export function useDraft(take: (typed: string) => void): Draft {
  const [typed, setTyped] = useState<string | null>(null);
  const latest = useRef({ take, text: null as string | null });
  latest.current.take = take;

  const settle = useCallback(() => {
    const { text, take } = latest.current;
    if (settlePending === settle) settlePending = null;
    if (text === null) return;
    latest.current.text = null;
    setTyped(null);
    take(text);
  }, []);
  const type = useCallback(
    (text: string) => {
      latest.current.text = text;
      settlePending = settle;
      setTyped(text);
    },
    [settle],
  );
  useEffect(() => settle, [settle]);
  return { typed, type, settle };
}
