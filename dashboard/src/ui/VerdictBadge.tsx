import type { VerdictWord } from "@lighty/protocol";
import styles from "./VerdictBadge.module.css";
import { VerdictGlyph } from "./VerdictGlyph.tsx";

/** The word as a person reads it: the wire's spelling without its underscore. */
export function wordOf(verdict: VerdictWord): string {
  return verdict.replace("_", " ");
}

/** A verdict as a word, in its colour and with its shape. */
export function VerdictBadge({ word }: { word: VerdictWord }) {
  return (
    <span className={styles.badge} data-verdict={word}>
      <VerdictGlyph word={word} size={10} />
      {wordOf(word)}
    </span>
  );
}
