import type { VerdictWord } from "@lighty/protocol";

/** How often each verdict was given. */
export type WordCounts = Readonly<Partial<Record<VerdictWord, number>>>;

/** From what an engineer looks for to what went as it should. */
export const byWeight: readonly VerdictWord[] = [
  "rejected",
  "superseded",
  "partly_applied",
  "foreign",
  "ended",
  "early",
  "healed",
  "duplicate",
  "applied",
];

/** The verdict most worth a look; null where nothing was judged. */
export function worstOf(words: WordCounts): VerdictWord | null {
  return byWeight.find((word) => (words[word] ?? 0) > 0) ?? null;
}
