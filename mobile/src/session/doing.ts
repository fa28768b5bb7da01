import type { Rejection } from "@lighty/protocol";
import type { Outcome } from "./face.ts";
import type { Standing } from "./face-view.ts";
import type { Saved } from "./save-queue.ts";

/** Does something with the phone as it stands; refused while its store is being opened. What it does at once is on the screen at once. */
export type Doing = (what: (standing: Standing) => Promise<Outcome>) => Promise<Outcome>;

/** What became of an act, once that is known. */
export async function outcomeOf(
  acted: { saved: Promise<Saved> } | { refusal: Rejection },
  id: string,
): Promise<Outcome> {
  if ("refusal" in acted) return { outcome: "refused", rejection: acted.refusal };
  return (await acted.saved) === "saved" ? { outcome: "done", id } : { outcome: "unsaved", id };
}
