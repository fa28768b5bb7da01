import { useCallback, useMemo, useState } from "react";
import type { Outcome } from "../session/face.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

/** What was refused last, and what hears of an act's outcome. */
export interface Told {
  refusal: Refusal | null;
  tell(outcome: Promise<Outcome>): void;
  dismiss(): void;
}

/** Remembers a refusal until it is read, or until something else is done. */
export function useTold(): Told {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const tell = useCallback((outcome: Promise<Outcome>) => {
    void outcome.then((what) => setRefusal(what.outcome === "refused" ? refusalOf(what.rejection.code) : null));
  }, []);
  const dismiss = useCallback(() => setRefusal(null), []);
  return useMemo(() => ({ refusal, tell, dismiss }), [refusal, tell, dismiss]);
}
